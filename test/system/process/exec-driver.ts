import { childEnvironment } from '../../../src/emit/child-environment.js'
import { runForeground, subshell } from '../../../src/system/process/run-foreground.js'

/** The core of `exec` as a program of its own, with example credentials. */
const { env, platform, argv } = process
const childEnv = childEnvironment(
  env,
  [
    { name: 'AWS_ACCESS_KEY_ID', value: 'AKIAEXAMPLE' },
    { name: 'AWS_PROFILE' },
    { name: 'ROLECALL_PROFILE', value: 'dev' },
  ],
  platform,
)
const [file, ...args] = argv.slice(2)
const command = file === undefined ? subshell(env, platform) : ([file, ...args] as const)
const { status, failure } = await runForeground(command, childEnv)
if (failure) process.stderr.write(`${failure.message}\n${failure.hint}\n`)
process.exitCode = status
