package io.docuvault.accounts;

import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** SQL of the table {@code users} as an administrator reads it; a deleted account is not there any more. */
@Repository
class UserAdministrationRepository {

    private static final String SELECT = """
            select u.id, u.email, u.display_name, u.role, u.disabled_at, u.created_at, u.quota_bytes, u.used_bytes,
                exists (
                    select from second_factors f where f.owner_id = u.id and f.confirmed_at is not null
                ) as second_factor,
                (select max(s.last_seen_at) from sessions s where s.owner_id = u.id) as last_seen_at
            from users u
            where u.deleted_at is null\s""";

    private final JdbcClient jdbc;

    UserAdministrationRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<AdministeredUser> find(UUID id) {
        return jdbc.sql(SELECT + "and u.id = :id")
                .param("id", id)
                .query(UserAdministrationRepository::user)
                .optional();
    }

    /** In the order in which they came. */
    List<AdministeredUser> list(@Nullable String words, @Nullable UUID after, int limit) {
        return jdbc.sql(SELECT + """
                        and (:pattern::text is null or u.email ilike :pattern or u.display_name ilike :pattern)
                        and (:after::uuid is null or u.id > :after)
                        order by u.id limit :limit
                        """)
                .param("pattern", words == null || words.isBlank() ? null : "%" + escaped(words.strip()) + "%")
                .param("after", after)
                .param("limit", limit)
                .query(UserAdministrationRepository::user)
                .list();
    }

    Map<UUID, String> addresses(Set<UUID> ids) {
        return jdbc
                .sql("select id, email from users where id in (:ids) and deleted_at is null")
                .param("ids", ids)
                .query((row, _) -> Map.entry(row.getObject("id", UUID.class), row.getString("email")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static String escaped(String words) {
        return words.replaceAll("[\\\\%_]", "\\\\$0");
    }

    private static AdministeredUser user(ResultSet row, int number) throws SQLException {
        return new AdministeredUser(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("display_name"),
                Role.of(row.getString("role")),
                Times.optionalInstant(row, "disabled_at") != null,
                row.getBoolean("second_factor"),
                Times.instant(row, "created_at"),
                Times.optionalInstant(row, "last_seen_at"),
                row.getLong("quota_bytes"),
                row.getLong("used_bytes"));
    }
}
