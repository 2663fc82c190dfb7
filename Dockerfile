# docker build -t my-rolecall .
# A small image with rolecall and nothing else of use to an intruder: docs/install.md.

FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
    && rm -f dist/metafile-*.json

FROM node:24-alpine
ENV NODE_ENV=production
COPY --from=build /build/package.json /build/LICENSE /opt/rolecall/
COPY --from=build /build/bin /opt/rolecall/bin
COPY --from=build /build/dist /opt/rolecall/dist
COPY --from=build /build/node_modules /opt/rolecall/node_modules
RUN ln -s /opt/rolecall/bin/rolecall.js /usr/local/bin/rolecall
USER node
# A container has no keychain. A key file makes a store: docs/containers.md.
ENV ROLECALL_STORE=none
ENTRYPOINT ["rolecall"]
CMD ["--help"]
