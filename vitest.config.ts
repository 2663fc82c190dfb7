import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // Tests mostly wait for processes of their own: one worker a core would leave the cores idle.
    maxWorkers: 3,
    // Real processes, keychains and browsers share two busy cores in CI: a deadline that was missed there gets a second chance.
    retry: process.env['CI'] ? 1 : 0,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
