import {
  OBTAIN_OPTIONS,
  PLAN_OPTIONS,
  PROFILE_ARGUMENT,
  PROFILE_OPTION,
} from '../../option-specs.js'
import type { CommandSpec } from '../../command-spec.js'

export const kubeTokenSpec = {
  name: 'kube-token',
  summary: 'print a token for an EKS cluster, for kubectl',
  description:
    'Replaces "aws eks get-token": prints an ExecCredential in the API version that kubectl requests.',
  arguments: [PROFILE_ARGUMENT],
  options: [
    {
      syntax: '--cluster <name>',
      description: 'name of the EKS cluster, or the ID of one on Outposts',
      values: 'kube-cluster',
    },
    PROFILE_OPTION,
    ...PLAN_OPTIONS,
    ...OBTAIN_OPTIONS,
  ],
  examples: [
    {
      command: 'rolecall kube-token dev --cluster blue',
      does: 'print a token for the cluster blue',
    },
  ],
} as const satisfies CommandSpec
