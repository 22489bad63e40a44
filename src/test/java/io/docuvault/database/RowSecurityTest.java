package io.docuvault.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.DatabaseTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whatever belongs to somebody is kept from everybody else by the database itself. A new table fails here until it has
 * the owner's policy (see {@code docs/recipes/add-a-table.md}) or stands in {@link #WITHOUT_OWNER} with a reason.
 */
@DatabaseTest
class RowSecurityTest {

    private static final Map<String, String> WITHOUT_OWNER = Map.ofEntries(
            Map.entry("flyway_schema_history", "what was migrated; holds nothing of anybody"),
            Map.entry(
                    "audit_entries",
                    "belongs to the system; a policy of its own shows people what they did themselves"),
            Map.entry("audit_head", "the end of the audit chain: a number and a hash"),
            Map.entry("audit_anchor", "the beginning of the audit chain: a number and a hash"),
            Map.entry("audit_exports", "the system's own exports of the log; nobody but the system reads them"),
            Map.entry("audit_export_keys", "the server's own keys for these exports, encrypted; belong to nobody"),
            Map.entry("invitations", "accounts that are offered; belong to nobody before they are accepted"),
            Map.entry("verifications", "what the system was looked through for; nothing of anybody"),
            Map.entry("signing_keys", "the server's own keys for access tokens, encrypted; belong to nobody"),
            Map.entry(
                    "revoked_tokens",
                    "ids of access tokens that were ended early; belong to nobody once their session is gone"),
            Map.entry("queue_documents", "when to run which job, by its id; what the job is about is in jobs"),
            Map.entry("queue_email", "when to run which job, by its id; what the job is about is in jobs"),
            Map.entry("queue_transfers", "when to run which job, by its id; what the job is about is in jobs"),
            Map.entry("queue_ai", "when to run which job, by its id; what the job is about is in jobs"),
            Map.entry("ai_system_settings", "which provider the system has, and limits; nothing of anybody"),
            Map.entry(
                    "ai_system_accounts",
                    "how the system reaches its providers, with keys that are sealed; belong to nobody"),
            Map.entry("object_holds", "until when a backup holds files; belongs to nobody"),
            Map.entry("restores", "which backup the database came out of; belongs to nobody"),
            Map.entry("ai_months", "sums of what the system spent in a month; stay when users go"));

    private static final Map<String, String> POLICIES_FOR_EVERYBODY =
            Map.of("audit_entries: writer", "whoever does something may add to the log, and cannot read it back");

    private final JdbcClient jdbc;

    @Autowired
    RowSecurityTest(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private Set<String> tables(String condition) {
        return new TreeSet<>(
                jdbc.sql("""
                        select table_class.relname
                        from pg_class table_class
                        where table_class.relnamespace = 'public'::regnamespace
                          and table_class.relkind in ('r', 'p')
                          and (%s)
                        """.formatted(condition)).query(String.class).list());
    }

    /** A table that has an owner's column, or is the owners themselves. */
    private Set<String> owned(String condition) {
        return tables("""
                (table_class.relname = 'users'
                 or exists (select from pg_attribute
                            where attrelid = table_class.oid and attname = 'owner_id' and not attisdropped))
                and (%s)
                """.formatted(condition));
    }

    @Test
    void isForcedOnEveryTableWithAnOwner() {
        assertThat(owned("not (relrowsecurity and relforcerowsecurity)")).isEmpty();
    }

    @Test
    void isAQuestionOfTheCallerOnEveryTableWithAnOwner() {
        assertThat(owned("""
                        not exists (
                            select from pg_policies
                            where schemaname = 'public'
                              and tablename = table_class.relname
                              and qual like '%app_user_id()%')
                        """)).isEmpty();
    }

    @Test
    void hasNoPolicyThatAsksNobody() {
        Set<String> askingNobody =
                new TreeSet<>(jdbc.sql("""
                        select tablename || ': ' || policyname
                        from pg_policies
                        where permissive = 'PERMISSIVE'
                          and (coalesce(qual, with_check) not like '%app\\_%'
                               or coalesce(with_check, qual) not like '%app\\_%')
                        """).query(String.class).list());

        assertThat(askingNobody).isEqualTo(POLICIES_FOR_EVERYBODY.keySet());
    }

    @Test
    void leavesOutOnlyTablesWithAReason() {
        Set<String> withoutOwner = tables("true");
        withoutOwner.removeAll(owned("true"));

        assertThat(withoutOwner).isEqualTo(new TreeSet<>(WITHOUT_OWNER.keySet()));
    }

    @Test
    void requiresAnOwnerOfEveryOwnedRow() {
        assertThat(tables("""
                        exists (select from pg_attribute
                                where attrelid = table_class.oid
                                  and attname = 'owner_id' and not attisdropped and not attnotnull)
                        """)).isEmpty();
    }

    @Test
    void showsNoOwnedRowToAStatementWithoutACaller() {
        List<String> visible = new ArrayList<>();
        for (String table : owned("has_table_privilege(table_class.oid, 'select')")) {
            if (jdbc.sql("select exists (select from %s)".formatted(table))
                    .query(Boolean.class)
                    .single()) {
                visible.add(table);
            }
        }

        assertThat(visible).isEmpty();
    }

    @Test
    void bindsTheApplicationsRole() {
        assertThat(jdbc.sql("""
                        select current_user::text as name,
                               rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as privileged,
                               pg_has_role('docuvault_migrate', 'member') as may_become_the_owner,
                               exists (select from pg_class where relowner = pg_roles.oid)
                                   or exists (select from pg_proc where proowner = pg_roles.oid)
                                   or exists (select from pg_namespace where nspowner = pg_roles.oid) as owns_something,
                               has_schema_privilege('public', 'create') as may_create
                        from pg_roles
                        where rolname = current_user
                        """).query().singleRow())
                .isEqualTo(Map.of(
                        "name", "docuvault_app",
                        "privileged", false,
                        "may_become_the_owner", false,
                        "owns_something", false,
                        "may_create", false));
    }

    @Test
    void bindsTheOwnerOfTheSchemaToo() {
        assertThat(jdbc.sql("select rolsuper or rolbypassrls from pg_roles where rolname = 'docuvault_migrate'")
                        .query(Boolean.class)
                        .single())
                .isFalse();
    }
}
