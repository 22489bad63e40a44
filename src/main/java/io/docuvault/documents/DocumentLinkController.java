package io.docuvault.documents;

import io.docuvault.shared.Caller;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves a document's file to whoever has its link, for a few minutes: the signature is the right to it. */
@Hidden
@RestController
class DocumentLinkController {

    private final DocumentContent content;

    DocumentLinkController(DocumentContent content) {
        this.content = content;
    }

    @GetMapping(DocumentContent.LINKS + "{owner}/{document}")
    void getLinkedDocument(
            @PathVariable UUID owner,
            @PathVariable UUID document,
            @RequestParam boolean inline,
            @RequestParam long expires,
            @RequestParam String signature,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        content.requireSigned(owner, document, inline, expires, signature);
        response.setHeader("Referrer-Policy", "no-referrer");
        Caller.user(owner).<Void, IOException>call(() -> {
            content.send(owner, document, inline, request, response);
            return null;
        });
    }
}
