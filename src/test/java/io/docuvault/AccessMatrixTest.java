package io.docuvault;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.docuvault.Api.Person;
import io.docuvault.Wire.Reply;
import io.docuvault.secondfactor.Authenticator;
import io.docuvault.shared.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who may call which operation of openapi.json, with which id: every operation, as everybody that there can be, on every
 * thing that its path can name. Each operation has a row in {@link #MATRIX}; one without fails the build. What belongs
 * to somebody else answers as what does not exist.
 */
@HttpTest
@Import(SettableClock.Configuration.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {

    private enum Access {
        /** Anybody, signed in or not. */
        OPEN,
        /** Whoever is signed in, about what is theirs. */
        OWN,
        /** Whoever is signed in, if the thing that is named in the path is theirs. */
        OWNER_OF_THE_THING,
        /** An administrator; to everybody else it is not there. */
        ADMINISTRATOR
    }

    private static final Map<String, Access> MATRIX = Map.ofEntries(
            Map.entry("GET /health", Access.OPEN),
            Map.entry("GET /api/setup", Access.OPEN),
            Map.entry("POST /api/setup", Access.OPEN),
            Map.entry("POST /api/auth/login", Access.OPEN),
            Map.entry("POST /api/auth/logout", Access.OPEN),
            Map.entry("POST /api/auth/refresh", Access.OPEN),
            Map.entry("POST /api/auth/register", Access.OPEN),
            Map.entry("POST /api/auth/logout-all", Access.OWN),
            Map.entry("GET /api/auth/sessions", Access.OWN),
            Map.entry("DELETE /api/auth/sessions/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/account", Access.OWN),
            Map.entry("PATCH /api/account", Access.OWN),
            Map.entry("GET /api/cloud/google/callback", Access.OPEN),
            Map.entry("GET /api/cloud/google/start", Access.OWN),
            Map.entry("GET /api/cloud/onedrive/callback", Access.OPEN),
            Map.entry("GET /api/cloud/onedrive/start", Access.OWN),
            Map.entry("GET /api/connections", Access.OWN),
            Map.entry("POST /api/connections", Access.OWN),
            Map.entry("GET /api/connections/kinds", Access.OWN),
            Map.entry("POST /api/connections/test", Access.OWN),
            Map.entry("PATCH /api/connections/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/connections/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/connections/{id}/check", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/auth/password/forgot", Access.OPEN),
            Map.entry("POST /api/auth/password/reset", Access.OPEN),
            Map.entry("DELETE /api/account", Access.OWN),
            Map.entry("POST /api/account/backup-codes", Access.OWN),
            Map.entry("PUT /api/account/password", Access.OWN),
            Map.entry("GET /api/account/security", Access.OWN),
            Map.entry("POST /api/account/totp", Access.OWN),
            Map.entry("DELETE /api/account/totp", Access.OWN),
            Map.entry("POST /api/account/totp/confirm", Access.OWN),
            Map.entry("GET /api/ai/settings", Access.OWN),
            Map.entry("PUT /api/ai/settings", Access.OWN),
            Map.entry("POST /api/ai/check", Access.OWN),
            Map.entry("GET /api/ai/usage", Access.OWN),
            Map.entry("GET /api/ai/context", Access.OWN),
            Map.entry("GET /api/admin/ai/settings", Access.ADMINISTRATOR),
            Map.entry("PUT /api/admin/ai/settings", Access.ADMINISTRATOR),
            Map.entry("POST /api/admin/ai/check", Access.ADMINISTRATOR),
            Map.entry("GET /api/admin/users", Access.ADMINISTRATOR),
            Map.entry("PATCH /api/admin/users/{id}", Access.ADMINISTRATOR),
            Map.entry("DELETE /api/admin/users/{id}/second-factor", Access.ADMINISTRATOR),
            Map.entry("GET /api/documents", Access.OWN),
            Map.entry("POST /api/documents", Access.OWN),
            Map.entry("POST /api/documents/bulk", Access.OWN),
            Map.entry("GET /api/documents/facets", Access.OWN),
            Map.entry("GET /api/documents/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("PATCH /api/documents/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/documents/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/content", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/link", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/documents/{id}/move", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/documents/{id}/reclassify", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/documents/{id}/restore", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/documents/{id}/retry", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/runs", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/runs/{runId}/sent", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/ai-policy", Access.OWNER_OF_THE_THING),
            Map.entry("PUT /api/documents/{id}/ai-policy", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/text", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/documents/{id}/thumbnail", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/events", Access.OWN),
            Map.entry("GET /api/jobs", Access.OWN),
            Map.entry("GET /api/jobs/counts", Access.OWN),
            Map.entry("POST /api/jobs/retry", Access.OWN),
            Map.entry("POST /api/jobs/{id}/cancel", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/jobs/{id}/retry", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/moves", Access.OWN),
            Map.entry("POST /api/moves", Access.OWN),
            Map.entry("GET /api/moves/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/moves/{id}/stop", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/moves/{id}/retry", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/batches", Access.OWN),
            Map.entry("POST /api/batches/{id}/undo", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/reclassifications", Access.OWN),
            Map.entry("POST /api/reclassifications", Access.OWN),
            Map.entry("POST /api/reclassifications/estimate", Access.OWN),
            Map.entry("GET /api/reclassifications/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/reclassifications/{id}/differences", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/reclassifications/{id}/apply", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/reclassifications/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/proposals", Access.OWN),
            Map.entry("GET /api/proposals/rejected", Access.OWN),
            Map.entry("DELETE /api/proposals/rejected/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/proposals/{id}/documents", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/proposals/{id}/accept", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/proposals/{id}/map", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/proposals/{id}/reject", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/topics/{id}/merge", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/topics/{id}/merge", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/review", Access.OWN),
            Map.entry("GET /api/review/counts", Access.OWN),
            Map.entry("POST /api/review/decisions", Access.OWN),
            Map.entry("POST /api/review/accept-above", Access.OWN),
            Map.entry("POST /api/review/{suggestionId}/accept", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/review/{suggestionId}/reject", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/search", Access.OWN),
            Map.entry("GET /api/search/suggest", Access.OWN),
            Map.entry("GET /api/topics", Access.OWN),
            Map.entry("POST /api/topics", Access.OWN),
            Map.entry("GET /api/topics/starters", Access.OWN),
            Map.entry("POST /api/topics/starters", Access.OWN),
            Map.entry("GET /api/topics/{id}/rules", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/topics/{id}/rules", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/topics/{id}/rules/preview", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/rules/apply", Access.OWN),
            Map.entry("PATCH /api/topics/{id}/rules/{ruleId}", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/topics/{id}/rules/{ruleId}", Access.OWNER_OF_THE_THING),
            Map.entry("PATCH /api/topics/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/topics/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("GET /api/uploads", Access.OWN),
            Map.entry("POST /api/uploads", Access.OWN),
            Map.entry("GET /api/uploads/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("DELETE /api/uploads/{id}", Access.OWNER_OF_THE_THING),
            Map.entry("POST /api/uploads/{id}/complete", Access.OWNER_OF_THE_THING));

    /** What to send where an empty object is not enough; a word between percent signs stands for the person's own thing. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("DELETE /api/account", "{\"password\": \"%password%\"}"),
            Map.entry(
                    "PUT /api/account/password",
                    "{\"currentPassword\": \"%password%\", \"newPassword\": \"another kettle over the bridge\"}"),
            Map.entry("POST /api/account/totp", "{\"password\": \"%password%\"}"),
            Map.entry("POST /api/account/totp/confirm", "{\"code\": \"000000\"}"),
            Map.entry("DELETE /api/account/totp", "{\"password\": \"%password%\", \"totpCode\": \"000000\"}"),
            Map.entry("POST /api/account/backup-codes", "{\"password\": \"%password%\"}"),
            Map.entry("PATCH /api/admin/users/{id}", "{\"disabled\": false}"),
            Map.entry("PATCH /api/account", "{\"displayName\": \"Anna\"}"),
            Map.entry("POST /api/connections", "{\"kind\": \"elsewhere\"}"),
            Map.entry("POST /api/connections/test", "{\"kind\": \"elsewhere\"}"),
            Map.entry("PATCH /api/connections/{id}", "{\"name\": \"Mine\"}"),
            Map.entry(
                    "POST /api/documents/bulk",
                    "{\"ids\": [\"%documents%\"], \"action\": \"addTopic\", \"topicId\": \"%topics%\"}"),
            Map.entry("PUT /api/documents/{id}/ai-policy", "{\"policy\": \"local\"}"),
            Map.entry("PATCH /api/documents/{id}", "{\"title\": \"Mine\", \"topics\": [\"%topics%\"]}"),
            Map.entry("POST /api/proposals/{id}/map", "{\"topicId\": \"%topics%\"}"),
            // With itself: the topic is needed for more than this.
            Map.entry("POST /api/topics/{id}/merge", "{\"into\": \"%topics%\"}"),
            Map.entry("POST /api/moves", "{\"documents\": [\"%documents%\"]}"),
            // A document that is not there: one may be asked about at a time, and nothing has to be asked here.
            Map.entry(
                    "POST /api/reclassifications",
                    "{\"provider\": \"builtin\", \"documentIds\": [\"018f0000-0000-7000-8000-000000000000\"]}"),
            Map.entry("POST /api/reclassifications/estimate", "{\"documentIds\": [\"%documents%\"]}"),
            Map.entry("POST /api/review/decisions", "{\"accept\": [\"018f0000-0000-7000-8000-000000000000\"]}"),
            Map.entry("POST /api/review/accept-above", "{\"minConfidence\": 1, \"topicId\": \"%topics%\"}"),
            Map.entry("POST /api/topics", "{\"name\": \"A topic called %new%\"}"),
            Map.entry(
                    "POST /api/topics/{id}/rules",
                    "{\"field\": \"text\", \"match\": \"contains\", \"pattern\": \"%new%\", \"action\": \"suggest\"}"),
            Map.entry(
                    "POST /api/topics/{id}/rules/preview",
                    "{\"field\": \"text\", \"match\": \"contains\", \"pattern\": \"%new%\"}"),
            Map.entry("POST /api/topics/starters", "{\"keys\": [\"invoices\"]}"),
            Map.entry("PATCH /api/topics/{id}", "{\"description\": \"Mine\"}"),
            Map.entry("POST /api/uploads", "{\"name\": \"%new%.bin\", \"size\": 10, \"topicIds\": [\"%topics%\"]}"));

    /** Where whoever is allowed to ask is told something else than a success, by what the thing's state is. */
    private static final Map<String, Integer> REFUSED_BY_STATE = Map.ofEntries(
            // No vendor is set up in these tests.
            entry("GET /api/cloud/google/start", 404),
            entry("GET /api/cloud/onedrive/start", 404),
            entry("POST /api/connections", 422),
            entry("POST /api/connections/test", 422),
            // No model was asked.
            entry("GET /api/documents/{id}/runs/{runId}/sent", 404),
            entry("POST /api/account/backup-codes", 409),
            entry("POST /api/account/totp/confirm", 422),
            entry("POST /api/jobs/{id}/cancel", 409),
            entry("POST /api/jobs/{id}/retry", 409),
            entry("POST /api/batches/{id}/undo", 409),
            // It has been accepted before.
            entry("GET /api/proposals/{id}/documents", 404),
            entry("POST /api/proposals/{id}/map", 404),
            entry("POST /api/proposals/{id}/reject", 404),
            // With which one?
            entry("GET /api/topics/{id}/merge", 422),
            entry("POST /api/topics/{id}/merge", 422),
            entry("POST /api/moves/{id}/stop", 409),
            // There is no such suggestion.
            entry("POST /api/review/decisions", 404),
            // It was dropped.
            entry("POST /api/reclassifications/{id}/apply", 409),
            entry("POST /api/moves/{id}/retry", 409),
            // The topic has no rule of this id.
            entry("PATCH /api/topics/{id}/rules/{ruleId}", 404),
            entry("DELETE /api/topics/{id}/rules/{ruleId}", 404),
            entry("POST /api/uploads/{id}/complete", 409));

    private static final String MALFORMED = "not-an-id";

    @Autowired
    private Api api;

    @Autowired
    private SettableClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    private final JsonMapper json = new JsonMapper();
    private final List<Operation> operations = Operation.all();
    private World.Maker worlds;
    private Wire wire;
    private World owner;
    private World stranger;
    private World administrator;

    @BeforeAll
    void threePeopleWithOneOfEachThing() {
        wire = new Wire(api.baseUrl());
        worlds = new World.Maker(api, jdbc, transactions);
        owner = worlds.newWorld();
        stranger = worlds.newWorld();
        administrator = worlds.newWorld();
        promote(administrator.person);
    }

    /** Other tests count administrators. */
    @AfterAll
    void nobodyStaysAdministrator() {
        worlds.change("update users set role = 'user' where id = :user", administrator.person.id());
    }

    @Test
    void everyOperationHasItsRowAndEveryRowItsOperation() {
        assertThat(MATRIX.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        new TreeSet<>(operations.stream().map(Operation::name).toList()));
        assertThat(BODIES.keySet()).isSubsetOf(MATRIX.keySet());
        assertThat(REFUSED_BY_STATE.keySet()).isSubsetOf(MATRIX.keySet());
    }

    @Test
    void everySortOfThingIsTried() {
        assertThat(operations.stream().map(Operation::kind).filter(kind -> !kind.isEmpty()))
                .as("a new sort of thing in a path has to be made by World")
                .isSubsetOf(owner.things.keySet());
    }

    /** Every way to be nobody, each with a token that would open the door but for one reason. */
    private Map<String, Map<String, String>> nobodies() {
        Map<String, Map<String, String>> nobodies = new LinkedHashMap<>();
        String token = owner.person.accessToken();
        nobodies.put("anonymous", Wire.BROWSER);
        nobodies.put("a touched token", headers(token.substring(0, token.length() - 4) + "AAAA"));
        nobodies.put("another browser", with(headers(token), "User-Agent", "Mozilla/5.0 Firefox/140.0"));
        nobodies.put("another language", with(headers(token), "Accept-Language", "fr"));
        nobodies.put("expired", headers(expiredToken()));
        nobodies.put("revoked by its id", headers(revokedToken()));
        nobodies.put("signed out", headers(tokenOfAnEndedSession()));
        nobodies.put("disabled", headers(tokenOf("update users set disabled_at = now() where id = :user")));
        nobodies.put(
                "an older generation",
                headers(tokenOf(
                        "update users set valid_after = valid_after + interval '1 microsecond' where id = :user")));
        nobodies.put("half signed in", halfSignedIn());
        nobodies.put("gone", headers(tokenOf("delete from users where id = :user")));
        return nobodies;
    }

    @Test
    void nobodyGetsPastTheDoorWithoutAGoodToken() {
        List<String> wrong = new ArrayList<>();
        nobodies().forEach((who, headers) -> {
            for (Operation operation : operations) {
                if (access(operation) != Access.OPEN) {
                    for (String id : ids(operation, owner)) {
                        Reply reply = send(operation, id, headers, owner);
                        if (reply.status() != 401
                                || !reply.code().equals("unauthenticated")
                                || !reply.isProblem()
                                || reply.headers().containsKey("Set-Cookie")) {
                            wrong.add(who + ", " + operation.name() + " of " + id + ": " + reply);
                        }
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void whoeverIsNobodyHearsTheSameWhateverTheReason() {
        Set<Reply> answers = new java.util.HashSet<>();
        nobodies()
                .values()
                .forEach(headers -> answers.add(
                        wire.send("GET", "/api/account", headers, null).without()));
        assertThat(answers).hasSize(1);
    }

    @Test
    void whatIsOpenIsOpenToEverybodyAlike() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            if (access(operation) == Access.OPEN) {
                int anonymous = send(operation, "", Wire.BROWSER, owner).status();
                Map<String, Map<String, String>> everybody = new HashMap<>(nobodies());
                // Signed in anew each time, since one of these operations signs out.
                everybody.put("somebody", headers(api.newPerson().accessToken()));
                everybody.put(
                        "an administrator",
                        headers(api.signIn(administrator.person.email()).accessToken()));
                everybody.forEach((who, headers) -> {
                    int status = send(operation, "", headers, owner).status();
                    if (status != anonymous) {
                        wrong.add(who + ", " + operation.name() + ": " + status + " instead of " + anonymous);
                    }
                });
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everybodyMayDoWhatIsTheirOwnBusiness() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            if (access(operation) == Access.OWN) {
                for (boolean promoted : new boolean[] {false, true}) {
                    // Somebody new each time: a password is changed here, and an account deleted.
                    World newcomer = worlds.newcomer();
                    Person person = newcomer.person;
                    if (promoted) {
                        promote(person);
                    }
                    Reply reply = send(operation, "", headers(person.accessToken()), newcomer);
                    if (!isAllowed(operation, reply)) {
                        wrong.add((promoted ? "administrator, " : "user, ") + operation.name() + ": " + reply);
                    }
                    worlds.change("update users set role = 'user' where id = :user", person.id());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theOwnerMayDoEverythingWithTheThing() {
        World own = worlds.newWorld();
        List<String> wrong = new ArrayList<>();
        List<Operation> lastOnesLast = operations.stream()
                .filter(operation -> access(operation) == Access.OWNER_OF_THE_THING)
                .sorted(java.util.Comparator.comparing(
                        (Operation operation) -> operation.method().equals("DELETE")))
                .toList();
        for (Operation operation : lastOnesLast) {
            Reply reply = send(operation, thing(operation, own), headers(own.person.accessToken()), own);
            if (!isAllowed(operation, reply)) {
                wrong.add(operation.name() + ": " + reply);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsSomebodyElsesAnswersAsWhatIsNotThere() {
        List<String> wrong = new ArrayList<>();
        for (World other : List.of(stranger, administrator)) {
            Map<String, String> headers = headers(other.person.accessToken());
            for (Operation operation : operations) {
                if (access(operation) == Access.OWNER_OF_THE_THING) {
                    compareWithAbsent(operation, headers, other, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void compareWithAbsent(Operation operation, Map<String, String> headers, World other, List<String> wrong) {
        String absent = Ids.next().toString();
        Reply nothing = send(operation, absent, headers, other);
        if (nothing.status() != 404 || !nothing.isProblem() || !nothing.code().equals("not_found")) {
            wrong.add(operation.name() + " of what does not exist: " + nothing);
        }
        List<String> foreign = new ArrayList<>(owner.things.values());
        // One's own, but of another sort.
        other.things.forEach((kind, id) -> {
            if (!kind.equals(operation.kind())) {
                foreign.add(id);
            }
        });
        for (String id : foreign) {
            Reply reply = send(operation, id, headers, other);
            if (!reply.without(id).equals(nothing.without(absent))) {
                wrong.add(operation.name() + " of " + id + ": " + reply + " instead of " + nothing);
            }
        }
        Reply malformed = send(operation, MALFORMED, headers, other);
        if ((malformed.status() != 400 && malformed.status() != 404) || !malformed.isProblem()) {
            wrong.add(operation.name() + " of " + MALFORMED + ": " + malformed);
        }
    }

    @Test
    void whatIsForAdministratorsIsNotThereForOthers() {
        List<String> wrong = new ArrayList<>();
        Map<String, String> headers = headers(stranger.person.accessToken());
        for (Operation operation : operations) {
            if (access(operation) == Access.ADMINISTRATOR) {
                for (String id : ids(operation, owner)) {
                    Reply reply = send(operation, id, headers, stranger);
                    String absent = "/api/admin/" + Ids.next();
                    Reply nothing = wire.send(operation.method(), absent, headers, null);
                    if (reply.status() != 404
                            || !reply.without(operation.pathWith(id)).equals(nothing.without(absent))) {
                        wrong.add(operation.name() + " of " + id + ": " + reply + " instead of " + nothing);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void administratorsMayDoWhatIsForThem() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            if (access(operation) == Access.ADMINISTRATOR) {
                Map<String, String> headers = headers(administrator.person.accessToken());
                String somebody = api.newPerson().id().toString();
                Reply reply = send(operation, somebody, headers, administrator);
                if (!isAllowed(operation, reply)) {
                    wrong.add(operation.name() + ": " + reply);
                }
                if (!operation.kind().isEmpty()) {
                    Reply absent = send(operation, Ids.next().toString(), headers, administrator);
                    Reply another = send(operation, owner.things.getOrDefault("documents", ""), headers, administrator);
                    Reply malformed = send(operation, MALFORMED, headers, administrator);
                    if (absent.status() != 404 || another.status() != 404 || malformed.status() >= 500) {
                        wrong.add(operation.name() + ": " + absent + another + malformed);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aDemotedAdministratorIsOneNoLongerAtOnce() {
        Person person = api.newPerson();
        promote(person);
        Map<String, String> headers = headers(person.accessToken());
        assertThat(wire.send("GET", "/actuator/health", headers, null).status()).isEqualTo(200);

        worlds.change("update users set role = 'user' where id = :user", person.id());

        assertThat(wire.send("GET", "/actuator/health", headers, null).status()).isEqualTo(404);
    }

    @Test
    void noListShowsWhatIsSomebodyElses() {
        List<String> wrong = new ArrayList<>();
        for (World other : List.of(stranger, administrator)) {
            for (Operation operation : operations) {
                if (operation.method().equals("GET") && access(operation) == Access.OWN) {
                    String answer = send(operation, "", headers(other.person.accessToken()), other)
                            .body();
                    owner.things.forEach((kind, id) -> {
                        if (answer.contains(id)) {
                            wrong.add(operation.name() + " shows of " + kind + ": " + answer);
                        }
                    });
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Filters: what they name is somebody else's, or nobody's. */
    @Test
    void aForeignIdInAQueryAnswersAsOneThatIsNotThere() {
        List<String> wrong = new ArrayList<>();
        Map<String, String> headers = headers(stranger.person.accessToken());
        for (Operation operation : operations) {
            for (String parameter : operation.queryParameters()) {
                if (parameter.equals("after")) {
                    continue; // no thing but a place in a list, see below
                }
                for (String id : owner.things.values()) {
                    if (!answersAlike(operation, parameter, id, headers)) {
                        wrong.add(operation.name() + " with " + parameter + " " + id);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Signed addresses change with the second, so that what differs is asked for once more. */
    private boolean answersAlike(Operation operation, String parameter, String id, Map<String, String> headers) {
        for (int attempt = 0; attempt < 3; attempt++) {
            String absent = Ids.next().toString();
            Reply nothing = sendQuery(operation, parameter, absent, headers);
            Reply reply = sendQuery(operation, parameter, id, headers);
            if (nothing.status() < 500 && reply.without(id).equals(nothing.without(absent))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void somebodyElsesCursorLeadsToNothingOfTheirs() {
        Map<String, String> owners = headers(owner.person.accessToken());
        for (int i = 0; i < 2; i++) {
            wire.send("POST", "/api/uploads", json(owners), bytes("{\"name\": \"" + i + ".bin\", \"size\": 1}"));
        }
        List<String> wrong = new ArrayList<>();
        int followed = 0;
        for (Operation operation : operations) {
            if (operation.method().equals("GET")
                    && access(operation) == Access.OWN
                    && operation.queryParameters().contains("after")) {
                Reply page = wire.send("GET", operation.path() + "?limit=1", owners, null);
                String next = page.json().path("next").asString("");
                if (!next.isEmpty()) {
                    followed++;
                    Reply reply = sendQuery(operation, "after", next, headers(stranger.person.accessToken()));
                    owner.things.values().forEach(id -> {
                        if (reply.status() >= 500 || reply.body().contains(id)) {
                            wrong.add(operation.name() + ": " + reply);
                        }
                    });
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(followed).isPositive();
    }

    /** Whatever a body names: topics, parents, connections, documents. */
    @Test
    void aForeignIdInABodyAnswersAsOneThatIsNotThere() {
        String before = snapshot();
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        Map<String, String> headers = json(headers(stranger.person.accessToken()));
        for (Operation operation : operations) {
            for (String member : operation.bodyIds()) {
                String absent = Ids.next().toString();
                String path = operation.pathWith(thing(operation, stranger));
                Reply nothing = wire.send(operation.method(), path, headers, bodyWith(operation, member, absent));
                for (String id : owner.things.values()) {
                    tried++;
                    Reply reply = wire.send(operation.method(), path, headers, bodyWith(operation, member, id));
                    if (nothing.status() >= 500
                            || reply.status() != nothing.status()
                            || (reply.status() >= 300 && !reply.without(id).equals(nothing.without(absent)))
                            || (reply.status() < 300 && isShown(reply, id))) {
                        wrong.add(operation.name() + " with " + member + ": " + reply + " instead of " + nothing);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(20);
        assertThat(snapshot()).isEqualTo(before);
    }

    /** A success may name the foreign id only among what was left out. */
    private static boolean isShown(Reply reply, String id) {
        JsonNode answer = reply.json();
        if (answer.isObject()) {
            ((ObjectNode) answer).remove("skipped");
        }
        return answer.toString().contains(id);
    }

    /** All that others could have changed, as its owner sees it. */
    private String snapshot() {
        Map<String, String> headers = headers(owner.person.accessToken());
        StringBuilder all = new StringBuilder();
        for (String path : List.of(
                "/api/documents/" + owner.things.get("documents"),
                "/api/uploads/" + owner.things.get("uploads"),
                "/api/topics",
                "/api/review",
                "/api/account")) {
            Reply reply = wire.send("GET", path, headers, null);
            assertThat(reply.status()).as(path).isEqualTo(200);
            all.append(reply.body());
        }
        return all.toString();
    }

    private boolean isAllowed(Operation operation, Reply reply) {
        Integer refused = REFUSED_BY_STATE.get(operation.name());
        return refused == null ? reply.status() / 100 == 2 : reply.status() == refused && reply.isProblem();
    }

    private static Access access(Operation operation) {
        return Objects.requireNonNull(MATRIX.get(operation.name()), "no row for " + operation.name());
    }

    /** One that exists, one that does not and one that cannot. */
    private List<String> ids(Operation operation, World whose) {
        return operation.kind().isEmpty()
                ? List.of("")
                : List.of(thing(operation, whose), Ids.next().toString(), MALFORMED);
    }

    private static String thing(Operation operation, World whose) {
        return whose.things.getOrDefault(operation.kind(), "");
    }

    private Reply send(Operation operation, String id, Map<String, String> headers, World whose) {
        String path = operation.pathWith(id);
        if (operation.isMultipart()) {
            String form = "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                    + "Content-Type: text/plain\r\n\r\n" + UUID.randomUUID() + "\r\n--limit--\r\n";
            return wire.send(
                    operation.method(),
                    path,
                    with(headers, "Content-Type", "multipart/form-data; boundary=limit"),
                    bytes(form));
        }
        return operation.takesJson()
                ? wire.send(operation.method(), path, json(headers), bytes(body(operation, whose)))
                : wire.send(operation.method(), path, headers, null);
    }

    private Reply sendQuery(Operation operation, String parameter, String value, Map<String, String> headers) {
        String query = "?" + parameter + "=" + java.net.URLEncoder.encode(value, StandardCharsets.UTF_8);
        String path = operation.pathWith(thing(operation, stranger)) + query;
        byte @Nullable [] body = operation.takesJson() ? bytes(body(operation, stranger)) : null;
        return wire.send(operation.method(), path, operation.takesJson() ? json(headers) : headers, body);
    }

    private static String body(Operation operation, World whose) {
        String body = BODIES.getOrDefault(operation.name(), "{}")
                .replace("%password%", Api.PASSWORD)
                .replace("%new%", UUID.randomUUID().toString());
        for (Map.Entry<String, String> thing : whose.things.entrySet()) {
            body = body.replace("%" + thing.getKey() + "%", thing.getValue());
        }
        return body;
    }

    private byte[] bodyWith(Operation operation, String member, String id) {
        ObjectNode body = (ObjectNode) json.readTree(body(operation, stranger));
        if (operation.isList(member)) {
            body.putArray(member).add(id);
        } else {
            body.put(member, id);
        }
        return json.writeValueAsBytes(body);
    }

    private void promote(Person person) {
        worlds.change("update users set role = 'administrator' where id = :user", person.id());
    }

    private String tokenOf(String sql) {
        Person person = api.newPerson();
        worlds.change(sql, person.id());
        return person.accessToken();
    }

    /** The right password, and the factor missing or wrong: they get nothing that opens anything. */
    private Map<String, String> halfSignedIn() {
        Person person = api.newPerson();
        Map<String, String> headers = json(headers(person.accessToken()));
        String secret = wire.send(
                        "POST", "/api/account/totp", headers, bytes("{\"password\": \"" + Api.PASSWORD + "\"}"))
                .json()
                .get("secret")
                .asString();
        String code = new Authenticator(secret, clock).code();
        assertThat(wire.send("POST", "/api/account/totp/confirm", headers, bytes("{\"code\": \"" + code + "\"}"))
                        .status())
                .isEqualTo(200);
        String password = "{\"email\": \"" + person.email() + "\", \"password\": \"" + Api.PASSWORD + "\"";
        for (String factor : List.of("}", ", \"totpCode\": \"" + code + "\"}", ", \"backupCode\": \"0000-0000-00\"}")) {
            Reply reply = wire.send("POST", "/api/auth/login", json(Wire.BROWSER), bytes(password + factor));
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.code()).startsWith("second_factor_");
            assertThat(reply.headers()).doesNotContainKey("Set-Cookie");
            assertThat(reply.json().propertyNames())
                    .containsExactlyInAnyOrder("type", "title", "status", "detail", "instance", "code");
        }
        return Wire.BROWSER;
    }

    private String expiredToken() {
        clock.advance(Duration.ofMinutes(-16));
        try {
            return api.signIn(owner.person.email()).accessToken();
        } finally {
            clock.reset();
        }
    }

    private String revokedToken() {
        String token = api.signIn(owner.person.email()).accessToken();
        JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]));
        worlds.asSystem(() -> jdbc.sql("insert into revoked_tokens (id, expires_at) values (:id::uuid, now())")
                .param("id", claims.get("jti").asString())
                .update());
        return token;
    }

    /** Signed out with the cookie alone: the access token itself was not seen then. */
    private String tokenOfAnEndedSession() {
        Person session = api.signIn(owner.person.email());
        Reply reply = wire.send(
                "POST",
                "/api/auth/logout",
                with(Wire.BROWSER, "Cookie", Api.REFRESH_COOKIE + "=" + session.refreshToken()),
                null);
        assertThat(reply.status()).isEqualTo(204);
        return session.accessToken();
    }

    private static Map<String, String> headers(String token) {
        return with(Wire.BROWSER, "Authorization", "Bearer " + token);
    }

    private static Map<String, String> json(Map<String, String> headers) {
        return with(headers, "Content-Type", "application/json");
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
