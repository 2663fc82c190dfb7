import { childEnvironment } from '../../../src/emit/child-environment.js'
import { realHost } from '../../../src/system/host.js'
import { execCommand, startFailure, subshell } from '../../../src/system/process/exec-command.js'
import { inheritedDescriptors } from '../../../src/system/process/inherited-descriptors.js'

/** The core of `exec` as a program of its own, with example credentials. */
const host = realHost()
const { env, platform, argv } = host
const childEnv = childEnvironment(
  env,
  [
    { name: 'AWS_ACCESS_KEY_ID', value: 'AKIAEXAMPLE' },
    { name: 'AWS_PROFILE' },
    { name: 'ROLECALL_PROFILE', value: 'dev' },
  ],
  platform,
)
const [file, ...args] = argv
const command = file === undefined ? subshell(env, platform) : ([file, ...args] as const)
const descriptors = inheritedDescriptors(command, env)
const ending =
  startFailure(command, host, file === undefined) ??
  (await execCommand(command, childEnv, host, descriptors))
if (typeof ending === 'object') {
  process.stderr.write(`${ending.error.message}\n${ending.error.hint}\n`)
  process.exitCode = ending.status
} else process.exitCode = typeof ending === 'number' ? ending : ending()
