# A container that SystemK starts; see systemk_container(7) for how it behaves. `docker build -t systemk .` builds it from the source;
# a distribution that is there already, k-dist/target/systemk, is used as it is. For one from elsewhere:
#   docker build -t systemk --build-arg DIST=systemk-0.1.0 .
# where DIST is a directory below this one.
ARG JDK=eclipse-temurin:25-jdk
ARG BASE=debian:13-slim

FROM ${JDK} AS build
ARG DIST=k-dist/target/systemk
WORKDIR /source
COPY . .
RUN [ -x "$DIST/libexec/k.image" ] || { \
      apt-get update && apt-get install -y --no-install-recommends git gcc libc6-dev && \
      ./mvnw -q -B -Dmaven.test.skip=true package; \
    }
RUN "$DIST/libexec/k.image" --tree /image --runtime "$JAVA_HOME"

FROM ${BASE}
COPY --from=build /image/ /
# Start-up caches, recorded where they are used.
RUN /usr/lib/systemk/libexec/prepare /usr/lib/systemk/runtime
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/systemk/bin
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/lib/systemk/libexec/k.container"]
