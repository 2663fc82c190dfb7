import type { Place } from './layout.js'
import type { AwsFileKind } from './section-header.js'
import type { TextEdit } from './text-edit.js'

/** A line of an AWS file that some reader does not understand as it was meant. */
export interface FileFault extends Place {
  kind: AwsFileKind
  /** Whether the keys are lost, or SDKs refuse the whole file. */
  isLost: boolean
  /** A sentence. */
  problem: string
  /** What to do. */
  remedy: string
  /** Mends the line; undefined if only the user knows what was meant. */
  edit?: TextEdit
}
