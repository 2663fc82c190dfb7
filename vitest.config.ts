import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The default, one second, is too short for a process that starts on a busy machine.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    // Tests mostly wait for child processes, so one worker per core would leave the cores idle.
    maxWorkers: 3,
    // In CI, real processes, keychains and browsers share two busy cores and may miss a deadline.
    retry: process.env['CI'] ? 1 : 0,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
