import { defineConfig } from 'vitest/config'

/** The tests with the SDKs of other languages: `npm run test:sdks`. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.sdks.ts'],
    globalSetup: 'setup.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    retry: process.env['CI'] ? 1 : 0,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
