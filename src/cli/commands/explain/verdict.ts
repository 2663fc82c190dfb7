import type { Plan } from '../../../core/plan.js'
import { hasSeed } from '../../../secrets/seeds.js'
import { isSignedIn } from '../../../secrets/sign-ins.js'
import { traitsOf } from '../../../sources/kinds.js'
import { asksForPassphrase } from '../../../sources/roles-anywhere/unlock-key.js'
import { isSignedInToSso } from '../../../signin/identity-center/is-signed-in.js'
import type { Host } from '../../../system/host.js'
import { asksForCode, type StepState } from '../../carry-out/cache-state.js'

/** What carrying out a plan would ask of the user. */
export interface Verdict {
  asksForCode: boolean
  asksForSignIn: boolean
  asksForPassphrase: boolean
  /** One sentence. */
  text: string
}

/** @param states one for each step, in the plan's order */
export function verdictOn(plan: Plan, states: readonly StepState[], host: Host): Verdict {
  const { source } = plan
  const isSourceUsed = states.every((state) => state.secondsLeft === undefined)
  const needsCode = asksForCode(plan, states, (serial) => hasSeed(serial, host))
  const signIn = isSourceUsed ? missingSignIn(plan, host) : undefined
  const runsCommand = isSourceUsed && traitsOf(source).runsCommand
  const needsPassphrase =
    isSourceUsed && source.kind === 'roles-anywhere' && asksForPassphrase(source, host)
  const text = needsCode
    ? 'rolecall would prompt for an MFA code.'
    : needsPassphrase
      ? 'rolecall would prompt for the passphrase of the key.'
      : (signIn ??
        (runsCommand
          ? 'rolecall would not prompt. It would run a command, which may.'
          : 'rolecall would not prompt.'))
  return {
    asksForCode: needsCode,
    asksForSignIn: signIn !== undefined,
    asksForPassphrase: needsPassphrase,
    text,
  }
}

function missingSignIn({ source }: Plan, host: Host): string | undefined {
  if (source.kind === 'sso') {
    const isDone = isSignedInToSso(source.session ?? source.startUrl, host)
    return isDone ? undefined : 'rolecall would ask you to sign in to IAM Identity Center.'
  }
  const { signIn } = traitsOf(source)
  if (!signIn?.promptsUser) return undefined
  const isDone = signIn.client !== undefined && isSignedIn(signIn.client, host)
  return isDone ? undefined : 'rolecall would ask you to sign in.'
}
