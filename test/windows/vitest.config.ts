import { defineConfig } from 'vitest/config'

/** The tests that run the Windows build of Node, under Wine: `npm run test:windows`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['wine/*.wine.ts'],
    globalSetup: 'wine/setup.ts',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    retry: process.env['CI'] ? 1 : 0,
  },
})
