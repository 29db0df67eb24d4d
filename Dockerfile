# The service: `start --api-only` for the API, `src/worker.ts` for a worker (see docker-compose.yml).
FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY bin bin
COPY machines machines
COPY workflows workflows
COPY activities activities
COPY src src
COPY samples samples
# The bundle of the workflows is kept here; whoever runs the service must be able to write it.
RUN mkdir -p /data /keys node_modules/.cache && chown node /data /keys node_modules/.cache
USER node
VOLUME /data
ENTRYPOINT ["node", "bin/crossing-cases.mjs"]
CMD ["start"]
