package io.docuvault.admin;

import io.docuvault.accounts.Client;
import io.docuvault.classification.AiAdministration;
import io.docuvault.classification.AiChecks;
import io.docuvault.shared.Caller;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/admin/ai")
@Tag(name = "admin")
class AiSettingsController {

    /** @param provider null for the one that answers */
    record SystemCheckRequest(@Nullable String provider) {}

    private final AiAdministration administration;

    AiSettingsController(AiAdministration administration) {
        this.administration = administration;
    }

    /** What holds for everybody's models, and what the system's accounts were used for this month. */
    @GetMapping("/settings")
    AiAdministration.Settings systemAiSettings() {
        return administration.settings();
    }

    /** All of them at once; a key is kept until another one or an empty one comes. */
    @PutMapping("/settings")
    AiAdministration.Settings changeSystemAiSettings(
            @RequestBody AiAdministration.Change change, HttpServletRequest http) {
        return administration.change(
                Caller.currentUser(), change, Client.of(http).origin());
    }

    /** Asks the system's provider whether it is there. */
    @PostMapping("/check")
    AiChecks.Checked checkSystemAi(@RequestBody SystemCheckRequest request, HttpServletRequest http) {
        return administration.check(
                Caller.currentUser(), request.provider(), Client.of(http).origin());
    }
}
