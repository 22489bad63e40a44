package io.docuvault.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import io.docuvault.Api;
import io.docuvault.Wire;
import io.docuvault.Wire.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tokens as nobody who plays by the rules makes them, byte by byte: each is refused, and none gets into the log. */
@AccountTest
@ExtendWith(OutputCaptureExtension.class)
class TokenForgeryTest {

    private static final JsonMapper JSON = new JsonMapper();
    /** The order of P-256's group. */
    private static final BigInteger ORDER = Curve.P_256.toECParameterSpec().getOrder();

    @Autowired
    Api api;

    @Autowired
    SigningKeys keys;

    @Autowired
    AccountRows rows;

    private Wire wire;
    private Api.Person anna;
    private ECKey key;
    private String header;
    private String claims;

    @BeforeEach
    void signIn() throws ParseException {
        wire = new Wire(api.baseUrl());
        anna = api.newPerson();
        key = keys.signing();
        SignedJWT token = SignedJWT.parse(anna.accessToken());
        header = token.getHeader().toString();
        claims = token.getPayload().toString();
    }

    @Test
    void acceptsWhatOurKeySignedByHand() throws GeneralSecurityException, JOSEException {
        assertThat(account(signed(header, claims)).status()).isEqualTo(200);
    }

    @Test
    void refusesEveryOtherAlgorithm(CapturedOutput output) throws GeneralSecurityException, JOSEException {
        Map<String, String> forged = new LinkedHashMap<>();
        for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
            String unsigned = encoded(header("alg", none)) + "." + encoded(claims) + ".";
            forged.put("alg " + none, unsigned);
            forged.put("alg " + none + " with a signature", unsigned + part(anna.accessToken(), 2));
        }
        for (String other : List.of("ES256K", "ES384", "ES512", "RS256", "PS256", "EdDSA", "es256", "HS256")) {
            forged.put("alg " + other, signed(header("alg", other), claims));
        }
        forged.put("no alg", signed("{\"kid\":\"" + key.getKeyID() + "\"}", claims));
        forged.put("alg null", signed("{\"alg\":null,\"kid\":\"" + key.getKeyID() + "\"}", claims));
        forged.put("two algs", signed(header.replace("{", "{\"alg\":\"none\","), claims));
        byte[] der = key.toECPublicKey().getEncoded();
        byte[] point = Arrays.copyOfRange(der, der.length - 65, der.length);
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(der)
                + "\n-----END PUBLIC KEY-----";
        Map<String, byte[]> secrets = Map.of(
                "JWK", key.toPublicJWK().toJSONString().getBytes(UTF_8),
                "PEM", pem.getBytes(UTF_8),
                "PEM and a line's end", (pem + "\n").getBytes(UTF_8),
                "DER", der,
                "point", point,
                "coordinates", Arrays.copyOfRange(point, 1, 65),
                "kid", key.getKeyID().getBytes(UTF_8));
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
            for (String bits : List.of("256", "384", "512")) {
                forged.put("HS" + bits + " " + secret.getKey(), mac("HS" + bits, "HmacSHA" + bits, secret.getValue()));
            }
        }
        assertRefused(forged, output);
    }

    @Test
    void refusesEveryOtherSignature(CapturedOutput output) throws Exception {
        String content = part(anna.accessToken(), 0) + "." + part(anna.accessToken(), 1) + ".";
        byte[] good = new Base64URL(part(anna.accessToken(), 2)).decode();
        byte[] ones = new byte[64];
        Arrays.fill(ones, (byte) 0xff);
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put("zeros", content + Base64URL.encode(new byte[64]));
        forged.put("ones", content + Base64URL.encode(ones));
        forged.put("the order twice", content + Base64URL.encode(pair(ORDER, ORDER)));
        forged.put("zero and one", content + Base64URL.encode(pair(BigInteger.ZERO, BigInteger.ONE)));
        forged.put("one and zero", content + Base64URL.encode(pair(BigInteger.ONE, BigInteger.ZERO)));
        forged.put("beyond the order", content + Base64URL.encode(pair(r(good).add(ORDER), s(good))));
        forged.put("DER", content + Base64URL.encode(ECDSA.transcodeSignatureToDER(good)));
        forged.put("cut short", content + Base64URL.encode(Arrays.copyOf(good, 63)));
        forged.put("too long", content + Base64URL.encode(Arrays.copyOf(good, 65)));
        forged.put("none", content);
        forged.put("without the dot", content.substring(0, content.length() - 1));
        forged.put("one part more", anna.accessToken() + "." + part(anna.accessToken(), 2));
        forged.put("somebody else's", content + part(api.newPerson().accessToken(), 2));
        forged.put(
                "other content",
                part(anna.accessToken(), 0) + "." + encoded(claims + " ") + "." + part(anna.accessToken(), 2));
        assertRefused(forged, output);
    }

    /** Whoever knows a signature knows a second one for the same content: it has to be of no more use. */
    @Test
    void refusesARevokedTokenWithTheOtherSignatureToo() {
        byte[] good = new Base64URL(part(anna.accessToken(), 2)).decode();
        String twin = part(anna.accessToken(), 0) + "." + part(anna.accessToken(), 1) + "."
                + Base64URL.encode(pair(r(good), ORDER.subtract(s(good))));
        assertThat(wire.send("POST", "/api/auth/logout", bearer(anna.accessToken()), null)
                        .status())
                .isEqualTo(204);

        assertThat(account(anna.accessToken()).status()).isEqualTo(401);
        assertThat(account(twin).status()).isEqualTo(401);
    }

    @Test
    void refusesEveryOtherKeyHoweverItIsOffered(CapturedOutput output) throws GeneralSecurityException, JOSEException {
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID("foreign").generate();
        String jwk = foreign.toPublicJWK().toJSONString();
        Map<String, String> forged = new LinkedHashMap<>();
        for (String kid : List.of(
                key.getKeyID(),
                "foreign",
                "",
                "../../../../dev/null",
                "file:///etc/passwd",
                api.baseUrl() + "/jwks.json",
                "x' or '1'='1",
                "x'; drop table signing_keys; --",
                "a\u0000b",
                "k".repeat(3000))) {
            String named = header("kid", kid);
            String shown = kid.substring(0, Math.min(30, kid.length()));
            forged.put("kid " + shown, signed(named, claims, foreign));
            forged.put("jwk, kid " + shown, signed(with(named, "jwk", JSON.readTree(jwk)), claims, foreign));
            for (String address : List.of("jku", "x5u")) {
                forged.put(
                        address + ", kid " + shown,
                        signed(with(named, address, JSON.valueToTree(api.baseUrl() + "/jwks.json")), claims, foreign));
            }
        }
        forged.put("no kid", signed("{\"alg\":\"ES256\"}", claims));
        forged.put("kid as a number", signed("{\"alg\":\"ES256\",\"kid\":1}", claims));
        forged.put("kid as a list", signed("{\"alg\":\"ES256\",\"kid\":[\"" + key.getKeyID() + "\"]}", claims));
        forged.put("two kids", signed(header.replace("{", "{\"kid\":\"foreign\","), claims));
        forged.put(
                "x5c",
                signed(with(header("kid", "foreign"), "x5c", JSON.valueToTree(List.of("AAAA"))), claims, foreign));
        assertRefused(forged, output);
    }

    @Test
    void refusesHeadersThatItDoesNotUnderstand(CapturedOutput output) throws GeneralSecurityException, JOSEException {
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put("crit", signed(with(header, "crit", JSON.valueToTree(List.of("exp"))), claims));
        forged.put(
                "b64",
                signed(
                        with(with(header, "crit", JSON.valueToTree(List.of("b64"))), "b64", JSON.valueToTree(false)),
                        claims));
        for (String type : List.of("refresh+jwt", "at+jwt", "logout+jwt", "dpop+jwt", "JOSE", "application/xml")) {
            forged.put("typ " + type, signed(header("typ", type), claims));
        }
        forged.put("compressed", signed(with(header, "zip", JSON.valueToTree("DEF")), claims, key));
        forged.put("no object", signed("[]", claims));
        forged.put("no JSON", signed("header", claims));
        assertRefused(forged, output);
    }

    /** Only our key can sign these, so they show that a mistake of ours would be noticed. */
    @Test
    void refusesClaimsThatAreMissingDoubledOrAbsurd(CapturedOutput output)
            throws GeneralSecurityException, JOSEException {
        Map<String, String> forged = new LinkedHashMap<>();
        ObjectNode all = (ObjectNode) JSON.readTree(claims);
        for (String name : all.propertyNames()) {
            if (!name.equals("iat")) {
                forged.put("no " + name, signed(header, without(name)));
                forged.put(name + " null", signed(header, claim(name, "null")));
            }
            forged.put(name + " as a list", signed(header, claim(name, "[[1]]")));
            forged.put(name + " as an object", signed(header, claim(name, "{}")));
        }
        long now = Instant.now().getEpochSecond();
        for (String exp : List.of("\"" + (now + 600) + "\"", "1e308", "-1", "0", "true", "\"soon\"", "" + now)) {
            forged.put("exp " + exp, signed(header, claim("exp", exp)));
        }
        forged.put("nbf ahead", signed(header, claim("nbf", "" + (now + 300))));
        forged.put("nbf absurd", signed(header, claim("nbf", "\"x\"")));
        forged.put("iat ahead", signed(header, claim("iat", "" + (now + 300))));
        forged.put("iss other", signed(header, claim("iss", "\"https://elsewhere.example\"")));
        forged.put("aud other", signed(header, claim("aud", "\"elsewhere\"")));
        forged.put("aud none", signed(header, claim("aud", "[]")));
        for (String name : List.of("sub", "jti", "sid")) {
            forged.put(name + " no id", signed(header, claim(name, "\"' or true --\"")));
            forged.put(name + " a number", signed(header, claim(name, "7")));
        }
        forged.put("gen as text", signed(header, claim("gen", "\"7\"")));
        forged.put("gen a fraction", signed(header, claim("gen", "7.5")));
        forged.put("gen too big", signed(header, claim("gen", "1e300")));
        forged.put("two subs", signed(header, claims.replaceFirst("\\{", "{\"sub\":\"" + anna.id() + "\",")));
        forged.put(
                "somebody else",
                signed(header, claim("sub", "\"" + api.newPerson().id() + "\"")));
        forged.put("no claims", signed(header, "{}"));
        forged.put("a list", signed(header, "[" + claims + "]"));
        forged.put("no JSON", signed(header, "claims"));
        forged.put("deep", signed(header, "{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}"));
        assertRefused(forged, output);
    }

    @Test
    void refusesWhatIsNoTokenAtAll(CapturedOutput output) {
        Map<String, String> forged = new LinkedHashMap<>();
        for (String text : List.of(
                "x",
                ".",
                "..",
                "...",
                "a.b.c",
                "null",
                "undefined",
                "-",
                "=",
                "Bearer",
                "%00",
                "{}",
                "x".repeat(6000))) {
            forged.put(text.substring(0, Math.min(20, text.length())), text);
        }
        forged.put("the refresh token", anna.refreshToken());
        forged.put("the token twice", anna.accessToken() + anna.accessToken());
        forged.put("padded", anna.accessToken() + "==");
        assertRefused(forged, output);
    }

    @Test
    void refusesWhatNoHeaderCanHold(CapturedOutput output) {
        String token = "canary" + "x".repeat(20_000);

        assertThat(account(token).status()).isIn(400, 401, 431);
        assertThat(output.getAll()).doesNotContain(token.substring(0, 200));
    }

    @Test
    void looksForTheTokenInTheOneHeaderOnly() throws IOException {
        String token = anna.accessToken();
        List<Map<String, String>> elsewhere = List.of(
                Map.of("Cookie", "access_token=" + token),
                Map.of("Cookie", "Authorization=Bearer " + token),
                Map.of("Cookie", Api.REFRESH_COOKIE + "=" + anna.refreshToken()),
                Map.of("X-Access-Token", token),
                Map.of("Proxy-Authorization", "Bearer " + token),
                Map.of("X-Forwarded-Authorization", "Bearer " + token),
                Map.of("Authorization", token),
                Map.of("Authorization", "Basic " + token),
                Map.of("Authorization", "Token " + token),
                Map.of("Authorization", "Bearer" + token),
                Map.of("Authorization", "Bearer " + token + " x"),
                Map.of("Authorization", "Bearer x, Bearer " + token));
        for (Map<String, String> headers : elsewhere) {
            Map<String, String> all = new HashMap<>(Wire.BROWSER);
            all.putAll(headers);
            assertRefused(headers.toString(), wire.send("GET", "/api/account", all, null));
        }
        assertRefused("query", wire.send("GET", "/api/account?access_token=" + token, Wire.BROWSER, null));
        Map<String, String> form = new HashMap<>(Wire.BROWSER);
        form.put("Content-Type", "application/x-www-form-urlencoded");
        assertRefused("form", wire.send("POST", "/api/topics", form, ("access_token=" + token).getBytes(UTF_8)));
    }

    @Test
    void refusesTwoAuthorizations() throws IOException {
        for (List<String> both : List.of(
                List.of(anna.accessToken(), anna.accessToken()),
                List.of(anna.accessToken(), "x"),
                List.of("x", anna.accessToken()))) {
            String answer = raw("GET /api/account HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "User-Agent: docuvault-test/1.0\r\n"
                    + "Authorization: Bearer " + both.get(0) + "\r\nAuthorization: Bearer " + both.get(1)
                    + "\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 401").contains("application/problem+json");
        }
    }

    @Test
    void takesAnAccessTokenForNoRefreshToken() {
        for (String token : List.of(anna.accessToken(), part(anna.accessToken(), 2), "x".repeat(4000), "\"\"", "a b")) {
            Map<String, String> headers = new HashMap<>(Wire.BROWSER);
            headers.put("Cookie", Api.REFRESH_COOKIE + "=" + token);
            Reply reply = wire.send("POST", "/api/auth/refresh", headers, null);
            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.code()).isEqualTo("session_ended");
        }
        assertThat(rows.sessionsAlive(anna.id())).isEqualTo(1);
    }

    private void assertRefused(Map<String, String> forged, CapturedOutput output) {
        List<String> wrong = new ArrayList<>();
        forged.forEach((name, token) -> {
            Reply reply = account(token);
            // Signing out everywhere looks at the token by itself.
            Reply logout = wire.send("POST", "/api/auth/logout-all", bearer(token), null);
            for (Reply each : List.of(reply, logout)) {
                if (each.status() != 401
                        || !each.isProblem()
                        || (token.length() > 20 && each.body().contains(token))) {
                    wrong.add(name + ": " + each);
                }
            }
            if (token.length() > 20
                    && (output.getAll().contains(token) || output.getAll().contains(tail(token)))) {
                wrong.add(name + " was logged");
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(rows.sessionsAlive(anna.id())).isEqualTo(1);
        assertThat(account(anna.accessToken()).status()).isEqualTo(200);
    }

    private static void assertRefused(String how, Reply reply) {
        assertThat(reply.status()).as(how).isEqualTo(401);
        assertThat(reply.isProblem()).as(how).isTrue();
    }

    private static String tail(String token) {
        return token.substring(token.length() - 20);
    }

    private Reply account(String token) {
        return wire.send("GET", "/api/account", bearer(token), null);
    }

    private static Map<String, String> bearer(String token) {
        Map<String, String> headers = new HashMap<>(Wire.BROWSER);
        headers.put("Authorization", "Bearer " + token);
        return headers;
    }

    private String header(String name, String value) {
        return with(header, name, JSON.valueToTree(value));
    }

    private static String with(String object, String name, tools.jackson.databind.@Nullable JsonNode value) {
        ObjectNode node = (ObjectNode) JSON.readTree(object);
        node.set(name, value);
        return node.toString();
    }

    private String claim(String name, String json) {
        return with(claims, name, JSON.readTree(json));
    }

    private String without(String name) {
        ObjectNode node = (ObjectNode) JSON.readTree(claims);
        node.remove(name);
        return node.toString();
    }

    private String signed(String header, String claims) throws GeneralSecurityException, JOSEException {
        return signed(header, claims, key);
    }

    private static String signed(String header, String claims, ECKey with)
            throws GeneralSecurityException, JOSEException {
        String content = encoded(header) + "." + encoded(claims);
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(with.toECPrivateKey());
        signature.update(content.getBytes(UTF_8));
        return content + "." + Base64URL.encode(signature.sign());
    }

    private String mac(String algorithm, String name, byte[] secret) throws GeneralSecurityException {
        String content = encoded(header("alg", algorithm)) + "." + encoded(claims);
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(secret, name));
        return content + "." + Base64URL.encode(mac.doFinal(content.getBytes(UTF_8)));
    }

    private static String encoded(String text) {
        return Base64URL.encode(text).toString();
    }

    private static String part(String token, int number) {
        return token.split("\\.", 3)[number];
    }

    private static BigInteger r(byte[] signature) {
        return new BigInteger(1, signature, 0, 32);
    }

    private static BigInteger s(byte[] signature) {
        return new BigInteger(1, signature, 32, 32);
    }

    private static byte[] pair(BigInteger r, BigInteger s) {
        byte[] both = new byte[64];
        copy(r, both, 32);
        copy(s, both, 64);
        return both;
    }

    /** As many of the lowest bytes as fit. */
    private static void copy(BigInteger number, byte[] into, int end) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, into, end - length, length);
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket("localhost", Integer.parseInt(api.baseUrl().replaceAll(".*:", "")))) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
