package io.docuvault.classification;

import io.docuvault.shared.Caller;
import io.docuvault.shared.Page;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
@Tag(name = "topics", description = "One's own topics, as a tree")
class RuleController {

    private final Rules rules;

    RuleController(Rules rules) {
        this.rules = rules;
    }

    /** All of a topic's, on one page. */
    @GetMapping("/topics/{id}/rules")
    Page<Rule> listRules(@PathVariable UUID id) {
        return rules.list(Caller.currentUser(), id);
    }

    /** For documents that come, and for those that are classified again. */
    @PostMapping("/topics/{id}/rules")
    @ResponseStatus(HttpStatus.CREATED)
    Rule createRule(@PathVariable UUID id, @RequestBody Rules.Wanted rule) {
        return rules.create(Caller.currentUser(), id, rule);
    }

    /** What a rule would find among the newest 1,000 documents; nothing is changed. */
    @PostMapping("/topics/{id}/rules/preview")
    Rules.Preview previewRule(@PathVariable UUID id, @RequestBody Rules.Wanted rule) {
        return rules.preview(Caller.currentUser(), id, rule);
    }

    @PatchMapping("/topics/{id}/rules/{ruleId}")
    Rule changeRule(@PathVariable UUID id, @PathVariable UUID ruleId, @RequestBody Rules.Wanted rule) {
        return rules.change(Caller.currentUser(), id, ruleId, rule);
    }

    /** What it has done so far stays. */
    @DeleteMapping("/topics/{id}/rules/{ruleId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteRule(@PathVariable UUID id, @PathVariable UUID ruleId) {
        rules.delete(Caller.currentUser(), id, ruleId);
    }

    /**
     * Looks through all documents with all rules, as if they came anew: for rules that came after them. A job does it;
     * what it changes is one batch.
     */
    @PostMapping("/rules/apply")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void applyRules() {
        rules.applyToAll(Caller.currentUser());
    }
}
