package io.docuvault.accounts;

import io.docuvault.extraction.Extractor;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/setup")
@Tag(name = "setup", description = "The first run")
class SetupController {

    /**
     * What a page needs to know before anybody is signed in.
     *
     * @param languages that the interface speaks
     */
    record Setup(boolean administratorNeeded, boolean registrationOpen, boolean ocrAvailable, List<String> languages) {}

    private final Registrations registrations;
    private final Extractor extractor;
    private final SessionAnswers answers;

    SetupController(Registrations registrations, Extractor extractor, SessionAnswers answers) {
        this.registrations = registrations;
        this.extractor = extractor;
        this.answers = answers;
    }

    @GetMapping
    Setup setup() {
        return new Setup(
                registrations.administratorNeeded(),
                registrations.isOpen(),
                extractor.ocrAvailable(),
                NewAccount.LANGUAGES);
    }

    /** Makes the first administrator; there is a first one only once. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SessionAnswer> setUp(@Valid @RequestBody NewAccount administrator, HttpServletRequest request) {
        return answers.of(HttpStatus.CREATED, registrations.setUp(administrator, Client.of(request)));
    }
}
