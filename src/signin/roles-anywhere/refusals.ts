import { RolecallError } from '../../core/errors.js'
import { humanDuration } from '../../core/time/duration.js'
import type { CreateSessionInput } from '../../core/step.js'
import type { Answer } from '../json-service.js'

type Refusal = Extract<Answer, { ok: false }>

/** A refusal of IAM Roles Anywhere, and what the user can do about it. */
interface Explanation {
  when: (text: string) => boolean
  hint: (input: CreateSessionInput) => string
}

/** Searched in order; the texts are those of the service, which has no codes for them. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    when: (text) => /untrusted|insufficient certificate|trust chain/i.test(text),
    hint: ({ TrustAnchorArn }) =>
      `the trust anchor must be the authority that issued the certificate: ${TrustAnchorArn}; add the certificates between them with rolecall_x509_chain`,
  },
  {
    when: (text) => /revoked/i.test(text),
    hint: () => 'the certificate authority has revoked the certificate: get a new one',
  },
  {
    when: (text) => /disabled/i.test(text),
    hint: () => 'an administrator can switch it on again in IAM Roles Anywhere',
  },
  {
    when: (text) => /role session name|acceptRoleSessionName/i.test(text),
    hint: () =>
      'the profile in IAM Roles Anywhere does not accept a role session name: remove role_session_name and --session-name',
  },
  {
    when: (text) => /duration/i.test(text),
    hint: () => 'the profile in IAM Roles Anywhere limits it: give a shorter --duration',
  },
  {
    when: (text) => /assume role|not authorized|access ?denied/i.test(text),
    hint: ({ RoleArn, ProfileArn }) =>
      `the trust policy of ${RoleArn} must let rolesanywhere.amazonaws.com call sts:AssumeRole, sts:TagSession and sts:SetSourceIdentity for this certificate, and ${ProfileArn} must list the role`,
  },
]

const CLOCK_HINT_MS = 60_000

/** The error for an answer of CreateSession. */
export function certificateRefusalError(
  { status, code, text }: Refusal,
  input: CreateSessionInput,
  offsetMs: number,
): RolecallError {
  const name = code || `HTTP ${status}`
  if (status >= 500 || status === 429) {
    return new RolecallError(
      'failed',
      `IAM Roles Anywhere returned an internal error: ${name}: ${text}`,
      {
        hint: 'try again in a moment',
      },
    )
  }
  const isClock = Math.abs(offsetMs) > CLOCK_HINT_MS && /signature|expired/i.test(text)
  const clock = `the clock of this machine is ${humanDuration(Math.abs(offsetMs) / 1000)} ${offsetMs > 0 ? 'behind' : 'ahead'}: set it`
  const found = EXPLANATIONS.find(({ when }) => when(text))
  return new RolecallError(
    'refused',
    `IAM Roles Anywhere refused the certificate: ${text} (${name})`,
    {
      hint: isClock
        ? clock
        : (found?.hint(input) ??
          'check rolecall_trust_anchor_arn, rolecall_profile_arn and role_arn of the profile'),
      awsCode: code.replace(/Exception$/, ''),
    },
  )
}
