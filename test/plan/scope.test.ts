import { expect, test } from 'vitest'
import { KEYS, planOf } from './plan-of.js'

/** Managed policies differ by partition (IAM User Guide, "ARN format"). */
test.each([
  ['aws', 'eu-west-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-cn', 'cn-northwest-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
])('%s, %s: the policy has the ARN of the partition', (partition, region) => {
  const arn = `arn:${partition}:iam::222222222222:role/a`
  const token = 'web_identity_token_file = /token'
  const provider = `arn:${partition}:iam::222222222222:saml-provider/corp`
  const profiles: Record<string, string> = {
    role: `role_arn = ${arn}\nsource_profile = base`,
    // The region of the profile may be of another partition; the role decides.
    elsewhere: `role_arn = ${arn}\nsource_profile = base\nregion = us-east-1`,
    web: `role_arn = ${arn}\n${token}`,
    saml: `role_arn = ${arn}\nsaml_url = https://idp.example/sso`,
    chosen: `saml_url = https://idp.example/sso\nsaml_provider_arn = ${provider}`,
    base: `${KEYS}region = ${region}`,
  }
  const words = { 'read-only': 'ReadOnlyAccess', 'view-only': 'job-function/ViewOnlyAccess' }
  for (const [profile, body] of Object.entries(profiles)) {
    for (const [word, policy] of Object.entries(words)) {
      const sections = { ...profiles, [profile]: `${body}\nrolecall_only = ${word}` }
      const plan = planOf(sections, { profile })
      expect(plan.steps.at(-1)?.input, `${profile} ${word}`).toMatchObject({
        PolicyArns: [{ arn: `arn:${partition}:iam::aws:policy/${policy}` }],
      })
    }
  }
})
