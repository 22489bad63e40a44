# syntax=docker/dockerfile:1

# The pages.
FROM node:22-bookworm-slim AS pages
WORKDIR /build/web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-fund --no-audit
COPY web ./
RUN npm run build

# The program, taken apart so that Java can remember its classes, and a Java with what the program needs of it.
FROM eclipse-temurin:25-jdk AS program
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY src src
COPY --from=pages /build/web/dist web/dist
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q -Dskip.web -DskipTests package \
    && java -Djarmode=tools -jar target/docuvault-*.jar extract --destination /opt/docuvault \
    && mv /opt/docuvault/docuvault-*.jar /opt/docuvault/docuvault.jar
RUN jlink --output /opt/java --no-header-files --no-man-pages --strip-java-debug-attributes --compress zip-6 \
    --add-modules java.se,jdk.charsets,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs

FROM debian:bookworm-slim AS runtime
RUN apt-get update -q \
    && apt-get install -y -q --no-install-recommends ca-certificates curl fontconfig fonts-dejavu-core \
        tesseract-ocr tesseract-ocr-deu tesseract-ocr-eng tesseract-ocr-osd \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --home-dir /var/lib/docuvault --shell /usr/sbin/nologin docuvault \
    && install -d -o docuvault -g docuvault -m 711 /data
COPY --from=program /opt/java /opt/java
COPY --from=program /opt/docuvault /opt/docuvault
COPY bin/docuvault /usr/local/bin/docuvault
ENV JAVA_HOME=/opt/java DOCUVAULT_JAR=/opt/docuvault/docuvault.jar DATA_DIR=/data LANG=C.UTF-8

# A trial run, in the place and on the Java that it will run in.
FROM runtime AS trial
COPY deploy/docker/aot-cache.sh /usr/local/bin/aot-cache.sh
USER docuvault
RUN sh /usr/local/bin/aot-cache.sh /tmp/docuvault.aot

FROM runtime
COPY --from=trial /tmp/docuvault.aot /opt/docuvault/docuvault.aot
USER docuvault
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m CMD ["curl", "-fsS", "-o", "/dev/null", "http://localhost:8080/readyz"]
ENTRYPOINT ["docuvault"]
CMD ["serve"]
