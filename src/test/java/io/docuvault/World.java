package io.docuvault;

import static org.awaitility.Awaitility.await;

import io.docuvault.Api.Person;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Somebody who has one of each thing that a path can name. */
final class World {

    final Person person;
    /** Ids by the word that stands before them in a path. */
    final Map<String, String> things = new TreeMap<>();

    private World(Person person) {
        this.person = person;
    }

    /** Makes worlds, and does behind the interface's back what no request does. */
    static final class Maker {

        private final Api api;
        private final JdbcClient jdbc;
        private final TransactionTemplate transactions;

        Maker(Api api, JdbcClient jdbc, TransactionTemplate transactions) {
            this.api = api;
            this.jdbc = jdbc;
            this.transactions = transactions;
        }

        World newWorld() {
            World world = new World(api.newPerson());
            RestTestClient http = world.person.http();
            byte[] text = ("Nobody else's business: " + world.person.id() + ".\n")
                    .repeat(20)
                    .getBytes(StandardCharsets.UTF_8);
            String document = id(http.post().uri("/api/documents").body(Api.file("own.txt", text)));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> isAtRest(Api.json(http.get().uri("/api/documents/" + document))));
            String topic = id(post(http, "/api/topics").body(Map.of("name", "Own topic")));
            world.things.put("documents", document);
            world.things.put("topics", topic);
            world.things.put("uploads", id(post(http, "/api/uploads").body(Map.of("name", "own.bin", "size", 10))));
            world.things.put(
                    "jobs",
                    Api.json(http.get().uri("/api/jobs?state=done&subject=" + document))
                            .at("/items/0/id")
                            .asString());
            world.things.put("review", suggestion(world.person.id(), document, topic));
            world.things.put("batches", batch(world.person.id()));
            world.things.put("reclassifications", reclassification(world.person.id()));
            world.things.put("proposals", proposal(world.person.id(), document, "open"));
            world.things.put("rejected", proposal(world.person.id(), document, "rejected"));
            world.things.put("sessions", otherSession(world.person));
            // Of these an administrator alone knows.
            for (String kind : List.of("invitations", "exports", "queues")) {
                world.things.put(kind, Ids.next().toString());
            }
            world.things.put("users", world.person.id().toString());
            world.things.put("connections", connection(world.person.id()));
            // It is here already: a move that has ended.
            world.things.put("moves", id(post(http, "/api/moves").body(Map.of("documents", List.of(document)))));
            return world;
        }

        /** That was undone already. */
        private String batch(UUID owner) {
            UUID id = Ids.next();
            asSystem(() -> jdbc.sql("""
                            insert into label_batches (id, owner_id, kind, memory, created_at, undone_at)
                            values (:id, :owner, 'rules', '{}', now(), now())
                            """).param("id", id).param("owner", owner).update());
            return id.toString();
        }

        /** That was dropped. */
        private String reclassification(UUID owner) {
            UUID id = Ids.next();
            asSystem(() -> jdbc.sql("""
                            insert into reclassifications (id, owner_id, state, provider, total, created_at)
                            values (:id, :owner, 'dropped', 'builtin', 0, now())
                            """).param("id", id).param("owner", owner).update());
            return id.toString();
        }

        private String proposal(UUID owner, String document, String state) {
            UUID id = Ids.next();
            return asSystem(() -> {
                jdbc.sql("""
                                insert into topic_proposals (id, owner_id, name, state, created_at, decided_at)
                                values (:id, :owner, 'Proposed and ' || :state, :state, now(),
                                    case when :state <> 'open' then now() end)
                                """)
                        .param("id", id)
                        .param("owner", owner)
                        .param("state", state)
                        .update();
                jdbc.sql("""
                                insert into topic_proposal_names (owner_id, words, compact, proposal_id)
                                values (:owner, 'proposed ' || :state, 'proposed' || :state, :id)
                                """)
                        .param("id", id)
                        .param("owner", owner)
                        .param("state", state)
                        .update();
                jdbc.sql("""
                                insert into topic_proposal_documents
                                    (proposal_id, document_id, owner_id, run_id, provider, evidence, created_at)
                                values (:id, :document::uuid, :owner, :id, 'anthropic', '', now())
                                """)
                        .param("id", id)
                        .param("owner", owner)
                        .param("document", document)
                        .update();
                return id.toString();
            });
        }

        /** Of a kind that this server does not have: it can be seen and let go, and that is enough. */
        private String connection(UUID owner) {
            UUID id = Ids.next();
            asSystem(() -> jdbc.sql("""
                            insert into connections (id, owner_id, kind, name, credentials, key_id, created_at, updated_at)
                            values (:id, :owner, 'elsewhere', 'Own connection', '', 'none', now(), now())
                            """).param("id", id).param("owner", owner).update());
            return id.toString();
        }

        /** Whether it has been read, and no suggestion is on its way. */
        private static boolean isAtRest(JsonNode document) {
            return !document.get("status").asString().equals("processing")
                    && document.get("step").isNull();
        }

        /** Somebody with a topic and nothing else. */
        World newcomer() {
            World world = new World(api.newPerson());
            world.things.put(
                    "topics", id(post(world.person.http(), "/api/topics").body(Map.of("name", "Own topic"))));
            world.things.put("documents", Ids.next().toString());
            return world;
        }

        <T> T asSystem(Supplier<T> work) {
            return Caller.system().call(() -> transactions.execute(_ -> work.get()));
        }

        void change(String sql, UUID user) {
            asSystem(() -> jdbc.sql(sql).param("user", user).update());
        }

        private String suggestion(UUID owner, String document, String topic) {
            UUID id = Ids.next();
            asSystem(() -> jdbc.sql("""
                            insert into document_topics
                                (document_id, topic_id, owner_id, state, suggestion_id, provider, confidence, created_at)
                            values (:document::uuid, :topic::uuid, :owner, 'suggested', :id, 'built-in', 0.5, now())
                            on conflict (document_id, topic_id) do update set suggestion_id = excluded.suggestion_id
                            """)
                    .param("document", document)
                    .param("topic", topic)
                    .param("owner", owner)
                    .param("id", id)
                    .update());
            return id.toString();
        }

        /** One that can be ended without ending what the person works with. */
        private String otherSession(Person person) {
            api.signIn(person.email());
            return asSystem(() -> jdbc.sql("select id from sessions where owner_id = :owner order by id desc limit 1")
                    .param("owner", person.id())
                    .query(UUID.class)
                    .single()
                    .toString());
        }

        private static String id(RestTestClient.RequestHeadersSpec<?> request) {
            JsonNode made = Api.json(request);
            return made.get("id").asString();
        }

        private static RestTestClient.RequestBodySpec post(RestTestClient client, String path) {
            return client.post().uri(path).contentType(MediaType.APPLICATION_JSON);
        }
    }
}
