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
@RequestMapping("/api/topics/{id}/rules")
@Tag(name = "topics", description = "One's own topics, as a tree")
class RuleController {

    private final Rules rules;

    RuleController(Rules rules) {
        this.rules = rules;
    }

    /** All of a topic's, on one page. */
    @GetMapping
    Page<Rule> listRules(@PathVariable UUID id) {
        return rules.list(Caller.currentUser(), id);
    }

    /** For documents that come, and for those that are classified again. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Rule createRule(@PathVariable UUID id, @RequestBody Rules.Wanted rule) {
        return rules.create(Caller.currentUser(), id, rule);
    }

    /** What a rule would find among the newest 1,000 documents; nothing is changed. */
    @PostMapping("/preview")
    Rules.Preview previewRule(@PathVariable UUID id, @RequestBody Rules.Wanted rule) {
        return rules.preview(Caller.currentUser(), id, rule);
    }

    @PatchMapping("/{ruleId}")
    Rule changeRule(@PathVariable UUID id, @PathVariable UUID ruleId, @RequestBody Rules.Wanted rule) {
        return rules.change(Caller.currentUser(), id, ruleId, rule);
    }

    /** What it has done so far stays. */
    @DeleteMapping("/{ruleId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteRule(@PathVariable UUID id, @PathVariable UUID ruleId) {
        rules.delete(Caller.currentUser(), id, ruleId);
    }
}
