package io.docuvault.classification;

import io.docuvault.classification.ProposalDecisions.Confirm;
import io.docuvault.classification.ProposalDecisions.Settled;
import io.docuvault.classification.ProposalDecisions.Wish;
import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.docuvault.shared.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/proposals")
@Tag(name = "proposals", description = "Topics that models miss, and what becomes of them")
class ProposalController {

    private static final String ALL = "all";
    private static final int MOST_CONFIRMED = 1_000;

    private final ProposalReader reader;
    private final Proposals proposals;
    private final ProposalDecisions decisions;

    ProposalController(ProposalReader reader, Proposals proposals, ProposalDecisions decisions) {
        this.reader = reader;
        this.proposals = proposals;
        this.decisions = decisions;
    }

    /** Those that wait for a person, with the most documents first. */
    @GetMapping
    Page<ProposalReader.Proposal> listProposals(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return reader.list(Caller.currentUser(), after, limit);
    }

    /** All documents that a proposal would hold, newest first. */
    @GetMapping("/{id}/documents")
    Page<ProposalReader.Held> listProposalDocuments(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return reader.documents(Caller.currentUser(), id, after, limit);
    }

    /**
     * How a proposal becomes a topic; what is left out is as proposed, or chosen.
     *
     * @param confirm the ids of its documents for which the topic is confirmed, or {@code all}; for the others it is
     *     suggested
     */
    record Acceptance(
            @Nullable String name,
            @Nullable UUID parentId,
            @Nullable String description,
            @Nullable String color,

            @Schema(
                    type = "string",
                    types = {"array", "string", "null"})
            @Nullable JsonNode confirm) {}

    /** Makes a topic of it. */
    @PostMapping("/{id}/accept")
    Settled acceptProposal(@PathVariable UUID id, @RequestBody Acceptance wish) {
        return decisions.accept(
                Caller.currentUser(),
                id,
                new Wish(wish.name(), wish.parentId(), wish.description(), wish.color()),
                confirm(wish.confirm()));
    }

    /**
     * Which topic a proposal is.
     *
     * @param keepAlias whether its name becomes an alias of the topic's; it does unless this says no
     * @param confirm as when it is accepted
     */
    record Mapping(
            @NotNull UUID topicId,
            @Nullable Boolean keepAlias,

            @Schema(
                    type = "string",
                    types = {"array", "string", "null"})
            @Nullable JsonNode confirm) {}

    /** Says that it is a topic that there is already. */
    @PostMapping("/{id}/map")
    Settled mapProposal(@PathVariable UUID id, @Valid @RequestBody Mapping mapping) {
        return decisions.map(
                Caller.currentUser(),
                id,
                mapping.topicId(),
                !Boolean.FALSE.equals(mapping.keepAlias()),
                confirm(mapping.confirm()));
    }

    /** For good: nothing that says the same is proposed again. */
    @PostMapping("/{id}/reject")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void rejectProposal(@PathVariable UUID id) {
        proposals.reject(Caller.currentUser(), id);
    }

    /** What was refused, latest first. */
    @GetMapping("/rejected")
    Page<ProposalRepository.Rejected> listRejectedProposals(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return reader.rejected(Caller.currentUser(), after, limit);
    }

    /** Forgets that it was refused: it waits again. */
    @DeleteMapping("/rejected/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forgetRejectedProposal(@PathVariable UUID id) {
        proposals.forget(Caller.currentUser(), id);
    }

    private static Confirm confirm(@Nullable JsonNode given) {
        if (given == null || given.isNull()) {
            return new Confirm.These(Set.of());
        }
        if (given.isString() && given.stringValue().equals(ALL)) {
            return new Confirm.All();
        }
        if (!given.isArray() || given.size() > MOST_CONFIRMED) {
            throw invalid();
        }
        Set<UUID> documents = new HashSet<>();
        for (JsonNode each : given) {
            try {
                documents.add(UUID.fromString(each.asString("")));
            } catch (IllegalArgumentException _) {
                throw invalid();
            }
        }
        return new Confirm.These(documents);
    }

    private static ProblemException invalid() {
        return ProblemException.invalid(
                "confirm", "documents", "The ids of up to " + MOST_CONFIRMED + " documents, or \"all\".");
    }
}
