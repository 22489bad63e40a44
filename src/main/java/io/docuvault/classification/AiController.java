package io.docuvault.classification;

import io.docuvault.shared.Caller;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/ai")
@Tag(name = "ai", description = "Which model sorts one's documents, what it may see and what it may cost")
class AiController {

    /** @param provider null for the one that answers */
    record CheckRequest(@Nullable String provider) {}

    private final AiPreferences preferences;
    private final AiChecks checks;

    AiController(AiPreferences preferences, AiChecks checks) {
        this.preferences = preferences;
        this.checks = checks;
    }

    @GetMapping("/settings")
    AiPreferences.Settings aiSettings() {
        return preferences.settings(Caller.currentUser());
    }

    /** All of them at once; a key is kept until another one or an empty one comes. */
    @PutMapping("/settings")
    AiPreferences.Settings changeAiSettings(@RequestBody AiPreferences.Change change) {
        return preferences.change(Caller.currentUser(), change);
    }

    /** Asks the provider whether it is there, with a few tokens and nothing of anybody's. */
    @PostMapping("/check")
    AiChecks.Checked checkAi(@RequestBody CheckRequest request) {
        UUID owner = Caller.currentUser();
        String provider = request.provider();
        return checks.check(owner, provider, preferences.toCheck(owner, provider));
    }

    /** What a model is told, and how: the words around a document, with one's own topics. */
    @GetMapping("/context")
    AiPreferences.Context aiContext() {
        return preferences.context(Caller.currentUser());
    }

    /** What this month has come to, and those before it. */
    @GetMapping("/usage")
    AiPreferences.Usage aiUsage() {
        return preferences.usage(Caller.currentUser());
    }
}
