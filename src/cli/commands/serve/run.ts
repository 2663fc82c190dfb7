import { RolecallError } from '../../../core/errors.js'
import { absolutePath } from '../../../system/path.js'
import type { Run } from '../../command-types.js'
import { namedOrPicked } from '../../chosen-profile.js'
import { durationFlag, namedProfiles } from '../../parse-options.js'
import { serveCommand } from '../../serve/serve-command.js'
import { serveUntilStopped } from '../../serve/serve-until-stopped.js'
import { defaultFormat } from '../env/default-format.js'
import { SERVE_FORMATS } from './formats.js'
import type { serveSpec } from './spec.js'

const MAX_PORT = 65_535

export const run: Run<typeof serveSpec> = async ({ args, options, rest }, context) => {
  const named = namedProfiles(args, options)
  const isImds = options.imds === true
  const minTtl = durationFlag('--min-ttl', options.minTtl)
  const port = portOf(options.port)
  const [file, ...words] = rest
  const isAlone = isImds ? '--imds' : options.tokenFile !== undefined ? '--token-file' : undefined
  const reason = file === undefined ? isAlone : 'a command'
  if (reason !== undefined && new Set(named).size > 1) {
    throw new RolecallError('usage', `${reason} takes one profile`, {
      hint: 'start a rolecall serve for each profile',
    })
  }
  if (isImds && options.tokenFile !== undefined) {
    throw new RolecallError('usage', '--imds has no token to write to a file', {
      hint: 'omit --token-file: clients of a metadata service ask it for a token',
    })
  }
  if (file !== undefined) {
    if (options.tokenFile !== undefined || options.format !== undefined) {
      throw new RolecallError('usage', 'a command gets the variables in its environment', {
        hint: 'omit --token-file and --format',
      })
    }
    const chosen = (): Promise<string | undefined> => namedOrPicked(named[0], context)
    return serveCommand([file, ...words], { chosen, isImds, port, minTtl }, context)
  }
  const tokenFile = options.tokenFile === undefined ? undefined : absolutePath(options.tokenFile)
  const calling = SERVE_FORMATS.find((each) => each === defaultFormat(context.host))
  const format = options.format ?? calling ?? 'env'
  const profiles = named.length > 0 ? named : [await namedOrPicked(undefined, context)]
  return serveUntilStopped({ profiles, isImds, port, minTtl, tokenFile, format }, context)
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= MAX_PORT) return port
  throw new RolecallError('usage', `invalid --port "${text}"`, {
    hint: `give a number from 1 to ${MAX_PORT}`,
  })
}
