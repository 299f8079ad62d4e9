# One image for every program; the command says which: all (the default), server, console, worker or prepare.
# Needs a PostgreSQL of its own (DATABASE_URL): the embedded one is not in here.

FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
COPY patches ./patches
RUN npm ci --no-audit --no-fund
COPY . .
RUN node -e 'import("./scripts/lib/prepare.mjs").then(({ build }) => build())' \
  && node scripts/lib/collect-image.mjs /image

FROM node:22-bookworm-slim
WORKDIR /app
COPY --from=build /image ./
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --start-period=60s CMD ["sh", "container.sh", "healthy"]
ENTRYPOINT ["sh", "container.sh"]
CMD ["all"]
