package io.docuvault.classification;

import io.docuvault.shared.Caller;
import io.docuvault.shared.ErrorCode;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/topics")
@Tag(name = "topics", description = "One's own topics, as a tree")
class TopicController {

    private final Topics topics;
    private final TopicMerges merges;
    private final StarterTopics starters;

    TopicController(Topics topics, TopicMerges merges, StarterTopics starters) {
        this.topics = topics;
        this.merges = merges;
        this.starters = starters;
    }

    /** @param keys which of the starter topics to make */
    record StarterChoice(
            @Nullable String language,
            @NotNull @Size(max = 100) List<@NotNull String> keys) {}

    /** All topics by name, on one page. */
    @GetMapping
    Page<Topic> listTopics() {
        return topics.list(Caller.currentUser());
    }

    @PostMapping
    ResponseEntity<Topic> createTopic(@RequestBody NewTopic topic) {
        return answer(HttpStatus.CREATED, topics.create(Caller.currentUser(), topic));
    }

    @PatchMapping("/{id}")
    ResponseEntity<Topic> changeTopic(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody TopicChanges changes) {
        return answer(HttpStatus.OK, topics.change(Caller.currentUser(), id, version(ifMatch), changes));
    }

    /** Documents stay; topics below move up. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteTopic(
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        topics.delete(Caller.currentUser(), id, version(ifMatch));
    }

    /** @param into the topic that stays */
    record TopicMerge(@Nullable UUID into) {}

    /** What merging a topic into another one would come to. */
    @GetMapping("/{id}/merge")
    TopicMerges.Preview previewMerge(@PathVariable UUID id, @RequestParam(required = false) @Nullable UUID into) {
        return merges.preview(Caller.currentUser(), id, into);
    }

    /** Makes one topic of two; its batch brings the one that goes back. */
    @PostMapping("/{id}/merge")
    TopicMerges.Merged mergeTopic(@PathVariable UUID id, @RequestBody TopicMerge merge) {
        return merges.merge(Caller.currentUser(), id, merge.into());
    }

    /** Topics to begin with, in English or German. */
    @GetMapping("/starters")
    Page<StarterTopics.Starter> listStarterTopics(@RequestParam(defaultValue = "en") String language) {
        return new Page<>(starters.in(language), null);
    }

    /** Makes the chosen ones, leaving out those whose name exists. */
    @PostMapping("/starters")
    @ResponseStatus(HttpStatus.CREATED)
    Page<Topic> createStarterTopics(@Valid @RequestBody StarterChoice choice) {
        List<NewTopic> chosen = starters.choose(choice.language() == null ? "en" : choice.language(), choice.keys());
        return new Page<>(topics.createMissing(Caller.currentUser(), chosen), null);
    }

    private static ResponseEntity<Topic> answer(HttpStatus status, Topic topic) {
        return ResponseEntity.status(status).eTag("\"" + topic.version() + "\"").body(topic);
    }

    /** The version in an entity tag of ours; anything else can't be current. */
    private static @Nullable Long version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        try {
            return Long.valueOf(ifMatch.replaceFirst("^\"(.*)\"$", "$1"));
        } catch (NumberFormatException _) {
            throw new ProblemException(ErrorCode.STALE, "This entity tag is not of any version.");
        }
    }
}
