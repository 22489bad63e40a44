package io.docuvault.classification;

import io.docuvault.classification.AiBudget.Reservation;
import io.docuvault.shared.Times;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class AiBudgetRepository {

    /** Spent and reserved together. */
    record Sum(long micros, long tokens) {}

    /** What one provider cost a user in a month. */
    record Spending(
            String provider, boolean systemPays, int calls, long inputTokens, long outputTokens, long costMicros) {}

    private static final String SPEND = """
            insert into ai_spending as s
                (owner_id, month, provider, system_pays, calls, input_tokens, output_tokens, cost_micros)
            values (:owner, :month, :provider, :systemPays, 1, :input, :output, :micros)
            on conflict (owner_id, month, provider, system_pays) do update set calls = s.calls + 1,
                input_tokens = s.input_tokens + excluded.input_tokens,
                output_tokens = s.output_tokens + excluded.output_tokens,
                cost_micros = s.cost_micros + excluded.cost_micros
            """;

    private final JdbcClient jdbc;

    AiBudgetRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whoever reserves or settles in a month waits here for whoever does so already. */
    void lockMonth(LocalDate month) {
        jdbc.sql("insert into ai_months (month) values (:month) on conflict do nothing")
                .param("month", month)
                .update();
        jdbc.sql("select 1 from ai_months where month = :month for update")
                .param("month", month)
                .query(Integer.class)
                .single();
    }

    /** A reservation whose call never ended well or badly: it may have been done in full. */
    void expire(Instant now) {
        List<Reservation> lost = jdbc.sql("""
                        delete from ai_reservations where expires_at < :now
                        returning id, owner_id, month, provider, system_pays, tokens, cost_micros
                        """)
                .param("now", Times.column(now))
                .query((row, _) -> new Reservation(
                        row.getObject("id", UUID.class),
                        row.getObject("owner_id", UUID.class),
                        row.getObject("month", LocalDate.class),
                        row.getString("provider"),
                        row.getBoolean("system_pays"),
                        row.getLong("tokens"),
                        row.getLong("cost_micros")))
                .list();
        lost.forEach(reservation -> spend(reservation, reservation.tokens(), 0, reservation.micros()));
    }

    void insert(Reservation reservation, Instant expiresAt) {
        jdbc.sql("""
                        insert into ai_reservations
                            (id, owner_id, month, provider, system_pays, tokens, cost_micros, expires_at)
                        values (:id, :owner, :month, :provider, :systemPays, :tokens, :micros, :expires)
                        """)
                .param("id", reservation.id())
                .param("owner", reservation.owner())
                .param("month", reservation.month())
                .param("provider", reservation.provider())
                .param("systemPays", reservation.systemPays())
                .param("tokens", reservation.tokens())
                .param("micros", reservation.micros())
                .param("expires", Times.column(expiresAt))
                .update();
    }

    boolean delete(UUID reservation) {
        return jdbc.sql("delete from ai_reservations where id = :id")
                        .param("id", reservation)
                        .update()
                == 1;
    }

    void spend(Reservation reservation, long input, long output, long micros) {
        jdbc.sql(SPEND)
                .param("owner", reservation.owner())
                .param("month", reservation.month())
                .param("provider", reservation.provider())
                .param("systemPays", reservation.systemPays())
                .param("input", input)
                .param("output", output)
                .param("micros", micros)
                .update();
        if (reservation.systemPays()) {
            jdbc.sql("""
                            update ai_months set calls = calls + 1, input_tokens = input_tokens + :input,
                                output_tokens = output_tokens + :output, cost_micros = cost_micros + :micros
                            where month = :month
                            """)
                    .param("month", reservation.month())
                    .param("input", input)
                    .param("output", output)
                    .param("micros", micros)
                    .update();
        }
    }

    /** @param bySystem only what the system pays */
    Sum spent(UUID owner, LocalDate month, boolean bySystem) {
        return jdbc.sql("""
                select coalesce(sum(micros), 0)::bigint as micros, coalesce(sum(tokens), 0)::bigint as tokens from (
                    select cost_micros as micros, input_tokens + output_tokens as tokens from ai_spending
                    where owner_id = :owner and month = :month and (system_pays or not :bySystem)
                    union all
                    select cost_micros, tokens from ai_reservations
                    where owner_id = :owner and month = :month and (system_pays or not :bySystem)
                ) both_of_them
                """)
                .param("owner", owner)
                .param("month", month)
                .param("bySystem", bySystem)
                .query((row, _) -> new Sum(row.getLong("micros"), row.getLong("tokens")))
                .single();
    }

    Sum spentBySystem(LocalDate month) {
        return jdbc.sql("""
                select coalesce(sum(micros), 0)::bigint as micros, coalesce(sum(tokens), 0)::bigint as tokens from (
                    select cost_micros as micros, input_tokens + output_tokens as tokens from ai_months
                    where month = :month
                    union all
                    select cost_micros, tokens from ai_reservations where month = :month and system_pays
                ) both_of_them
                """)
                .param("month", month)
                .query((row, _) -> new Sum(row.getLong("micros"), row.getLong("tokens")))
                .single();
    }

    /** By month as {@code 2026-11}, newest first; months without spending are left out. */
    Map<String, List<Spending>> spending(UUID owner, LocalDate since) {
        return byMonth(jdbc.sql("""
                        select month, provider, system_pays, calls, input_tokens, output_tokens, cost_micros
                        from ai_spending where owner_id = :owner and month >= :since
                        order by month desc, provider, system_pays
                        """).param("owner", owner).param("since", since));
    }

    /** The same of what the system's accounts paid for everybody who is still there; called as the system. */
    Map<String, List<Spending>> spendingOfSystem(LocalDate since) {
        return byMonth(jdbc.sql("""
                        select month, provider, true as system_pays, sum(calls)::int as calls,
                            sum(input_tokens)::bigint as input_tokens, sum(output_tokens)::bigint as output_tokens,
                            sum(cost_micros)::bigint as cost_micros
                        from ai_spending where system_pays and month >= :since
                        group by month, provider order by month desc, provider
                        """).param("since", since));
    }

    private static Map<String, List<Spending>> byMonth(JdbcClient.StatementSpec statement) {
        Map<String, List<Spending>> months = new LinkedHashMap<>();
        statement.query(row -> {
            String month = row.getObject("month", LocalDate.class).toString().substring(0, 7);
            months.computeIfAbsent(month, _ -> new ArrayList<>())
                    .add(new Spending(
                            row.getString("provider"),
                            row.getBoolean("system_pays"),
                            row.getInt("calls"),
                            row.getLong("input_tokens"),
                            row.getLong("output_tokens"),
                            row.getLong("cost_micros")));
        });
        return months;
    }
}
