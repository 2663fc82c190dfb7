import { defineConfig } from 'vitest/config'

/** The tests that install the files of release/ on other systems: `npm run test:machines`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.machine.ts'],
    testTimeout: 180_000,
    // An empty Debian is fetched once.
    hookTimeout: 900_000,
    fileParallelism: false,
  },
})
