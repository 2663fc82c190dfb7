import type { OptionsOf } from '../../command-types.js'
import type { configureSpec } from './spec.js'

/** The word that asks for the kubeconfig instead of a profile. */
export const KUBE = 'kube'

/** Whether the command line is about the kubeconfig; a profile may be called `kube` too. */
export function wantsKube(
  [word, second]: readonly (string | undefined)[],
  { cluster, context, readOnly, viewOnly, only, on }: OptionsOf<typeof configureSpec>,
): boolean {
  const ofKube = [cluster, context, readOnly, viewOnly, only, on]
  return ofKube.some((value) => value !== undefined) || (word === KUBE && second !== undefined)
}
