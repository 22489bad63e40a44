package io.docuvault.classification;

import io.docuvault.classification.AiBudget.Limit;
import io.docuvault.shared.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Settings and accounts of a person, or of the system where the owner is null. */
@Repository
class AiSettingsRepository {

    private static final String ACCOUNT = """
            provider, model, base_url, api_key, key_hint, problem_code, problem_detail, problem_at, blocked_until""";

    private final JdbcClient jdbc;

    AiSettingsRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    AiSettings of(UUID owner) {
        return jdbc.sql(
                        "select provider, policy, budget_micros, budget_tokens from ai_settings where owner_id = :owner")
                .param("owner", owner)
                .query((row, _) -> new AiSettings(
                        row.getString("provider"),
                        AiPolicy.ofColumn(row.getString("policy")),
                        limit(row, "budget_micros", "budget_tokens")))
                .optional()
                .orElse(AiSettings.NONE);
    }

    AiSystemSettings system() {
        return jdbc.sql("""
                        select provider, policy, budget_micros, budget_tokens, user_budget_micros, user_budget_tokens
                        from ai_system_settings
                        """)
                .query((row, _) -> new AiSystemSettings(
                        row.getString("provider"),
                        AiPolicy.ofColumn(row.getString("policy")),
                        limit(row, "budget_micros", "budget_tokens"),
                        limit(row, "user_budget_micros", "user_budget_tokens")))
                .optional()
                .orElse(AiSystemSettings.NONE);
    }

    private static Limit limit(ResultSet row, String micros, String tokens) throws SQLException {
        return new Limit(row.getObject(micros, Long.class), row.getObject(tokens, Long.class));
    }

    void save(UUID owner, AiSettings settings, Instant now) {
        jdbc.sql("""
                        insert into ai_settings (owner_id, provider, policy, budget_micros, budget_tokens, updated_at)
                        values (:owner, :provider, :policy, :micros, :tokens, :now)
                        on conflict (owner_id) do update set provider = excluded.provider, policy = excluded.policy,
                            budget_micros = excluded.budget_micros, budget_tokens = excluded.budget_tokens,
                            updated_at = excluded.updated_at
                        """)
                .param("owner", owner)
                .param("provider", settings.provider())
                .param("policy", settings.policy().column())
                .param("micros", settings.budget().micros())
                .param("tokens", settings.budget().tokens())
                .param("now", Times.column(now))
                .update();
    }

    void save(AiSystemSettings settings, Instant now) {
        jdbc.sql("""
                        insert into ai_system_settings (provider, policy, budget_micros, budget_tokens,
                            user_budget_micros, user_budget_tokens, updated_at)
                        values (:provider, :policy, :micros, :tokens, :userMicros, :userTokens, :now)
                        on conflict (only_row) do update set provider = excluded.provider, policy = excluded.policy,
                            budget_micros = excluded.budget_micros, budget_tokens = excluded.budget_tokens,
                            user_budget_micros = excluded.user_budget_micros,
                            user_budget_tokens = excluded.user_budget_tokens, updated_at = excluded.updated_at
                        """)
                .param("provider", settings.provider())
                .param("policy", settings.policy().column())
                .param("micros", settings.budget().micros())
                .param("tokens", settings.budget().tokens())
                .param("userMicros", settings.userBudget().micros())
                .param("userTokens", settings.userBudget().tokens())
                .param("now", Times.column(now))
                .update();
    }

    /** By provider. */
    Map<String, AiAccountRow> accounts(@Nullable UUID owner) {
        Map<String, AiAccountRow> accounts = new HashMap<>();
        List<AiAccountRow> rows = owner == null
                ? jdbc.sql("select " + ACCOUNT + " from ai_system_accounts")
                        .query(AiSettingsRepository::account)
                        .list()
                : jdbc.sql("select " + ACCOUNT + " from ai_accounts where owner_id = :owner")
                        .param("owner", owner)
                        .query(AiSettingsRepository::account)
                        .list();
        rows.forEach(row -> accounts.put(row.provider(), row));
        return accounts;
    }

    private static AiAccountRow account(ResultSet row, int index) throws SQLException {
        byte[] key = row.getBytes("api_key");
        return new AiAccountRow(
                row.getString("provider"),
                row.getString("model"),
                row.getString("base_url"),
                key == null ? null : HexFormat.of().formatHex(key),
                row.getString("key_hint"),
                row.getString("problem_code"),
                row.getString("problem_detail"),
                Times.optionalInstant(row, "problem_at"),
                Times.optionalInstant(row, "blocked_until"));
    }

    /** Keeps all of an account; whatever was the matter with it before is forgotten. */
    void save(@Nullable UUID owner, AiAccountRow account, @Nullable String keyId, Instant now) {
        String sql = owner == null ? """
                insert into ai_system_accounts (provider, model, base_url, api_key, key_id, key_hint, updated_at)
                values (:provider, :model, :baseUrl, decode(:key, 'hex'), :keyId, :hint, :now)
                on conflict (provider) do update set""" : """
                insert into ai_accounts (owner_id, provider, model, base_url, api_key, key_id, key_hint, updated_at)
                values (:owner, :provider, :model, :baseUrl, decode(:key, 'hex'), :keyId, :hint, :now)
                on conflict (owner_id, provider) do update set""";
        jdbc.sql(sql + """
                         model = excluded.model, base_url = excluded.base_url,
                            api_key = excluded.api_key, key_id = excluded.key_id, key_hint = excluded.key_hint,
                            problem_code = null, problem_detail = null, problem_at = null, blocked_until = null,
                            updated_at = excluded.updated_at
                        """)
                .param("owner", owner)
                .param("provider", account.provider())
                .param("model", account.model())
                .param("baseUrl", account.baseUrl())
                .param("key", account.sealedKey())
                .param("keyId", keyId)
                .param("hint", account.keyHint())
                .param("now", Times.column(now))
                .update();
    }

    /** Notes what is the matter with an account, or with nulls that nothing is. */
    void problem(
            @Nullable UUID owner,
            String provider,
            @Nullable String code,
            @Nullable String detail,
            @Nullable Instant until,
            Instant now) {
        String sql = owner == null ? """
                insert into ai_system_accounts
                    (provider, problem_code, problem_detail, problem_at, blocked_until, updated_at)
                values (:provider, :code, :detail, :at, :until, :now)
                on conflict (provider) do update set""" : """
                insert into ai_accounts
                    (owner_id, provider, problem_code, problem_detail, problem_at, blocked_until, updated_at)
                values (:owner, :provider, :code, :detail, :at, :until, :now)
                on conflict (owner_id, provider) do update set""";
        jdbc.sql(sql + """
                         problem_code = excluded.problem_code,
                            problem_detail = excluded.problem_detail, problem_at = excluded.problem_at,
                            blocked_until = excluded.blocked_until
                        """)
                .param("owner", owner)
                .param("provider", provider)
                .param("code", code)
                .param("detail", detail)
                .param("at", code == null ? null : Times.column(now))
                .param("until", Times.column(until))
                .param("now", Times.column(now))
                .update();
    }

    Map<String, Integer> sealedUnder() {
        Map<String, Integer> counts = new TreeMap<>();
        jdbc.sql("""
                        select key_id, count(*) as number
                        from (select key_id from ai_accounts where api_key is not null
                              union all
                              select key_id from ai_system_accounts where api_key is not null) sealed
                        group by key_id
                        """).query(row -> {
            counts.put(row.getString("key_id"), row.getInt("number"));
        });
        return counts;
    }

    /** A key that is sealed under another master key than the newest; the owner is null for the system's. */
    record Sealed(@Nullable UUID owner, String provider, String sealedKey) {}

    List<Sealed> sealedUnderOthers(String newest) {
        return jdbc.sql("""
                        select owner_id, provider, api_key from ai_accounts
                        where api_key is not null and key_id <> :newest
                        union all
                        select null, provider, api_key from ai_system_accounts
                        where api_key is not null and key_id <> :newest
                        """)
                .param("newest", newest)
                .query((row, _) -> new Sealed(
                        row.getObject("owner_id", UUID.class),
                        row.getString("provider"),
                        HexFormat.of().formatHex(row.getBytes("api_key"))))
                .list();
    }

    /** Only if nobody has set another key meanwhile. */
    void reseal(Sealed before, String sealedKey, String keyId) {
        String table = before.owner() == null ? "ai_system_accounts" : "ai_accounts";
        jdbc.sql("update " + table + """
                         set api_key = decode(:key, 'hex'), key_id = :keyId
                        where provider = :provider and api_key = decode(:before, 'hex')
                        """ + (before.owner() == null ? "" : " and owner_id = :owner"))
                .param("owner", before.owner())
                .param("provider", before.provider())
                .param("before", before.sealedKey())
                .param("key", sealedKey)
                .param("keyId", keyId)
                .update();
    }
}
