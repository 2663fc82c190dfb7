/*
 * The English and the names that were removed from this project: words and turns of phrase that
 * read like a translation, and names that were replaced by the terms of the field.
 */

/** Whole words, in prose, comments and messages. */
export const WORDS = [
  'anew',
  'whoever',
  'nobody',
  'somebody',
  'told',
  'suits',
  'wish',
  'wishes',
  'besides',
  'mayAsk',
  'letterbox',
]

/** Fragments of sentences, in prose, comments and messages. White space counts as one blank. */
export const FRAGMENTS = [
  // impersonal passives, and programs that speak
  'is said',
  'are said',
  'be said',
  'and says so',
  'what is said',
  'nothing is said of',
  'says all that already',
  'say on stderr',
  'does not tell',
  'no fault is told',
  'in plain words, with',
  "in a person's words",
  'in the clear',
  'by itself asks',
  'what would be asked',
  'asking is turned off',
  'made harmless',
  // standing, lying, going, taking
  'side file',
  'lies beside',
  'lies behind',
  'stands in for',
  'stand in for',
  'stand in the place',
  'stand-in',
  'in the place of the',
  'behind it',
  'behind the answer',
  'refresh behind',
  'goes on without',
  'going on without',
  'goes without names',
  'takes along',
  'take along',
  'take the credentials out',
  'takes the new one over',
  'takes it over',
  'what takes it over',
  'gave up after',
  'loses patience',
  'have its patience',
  'spares that',
  'leaves rolecall as a session',
  'left as it is',
  'the same again',
  // "no" for "not a"
  'is no profile',
  'is no command',
  'is no regular expression',
  'is no answer',
  'is no URL',
  'is no http',
  'is no time',
  'is no duration',
  'is no container',
  'is no ordinary file',
  'is no OpenID Connect provider',
  'no regular expression:',
  'this is no ',
  // "where" for "if", and other words from next door
  'where nothing works',
  'where nothing can',
  'where there is none',
  'where there is no ',
  'where there is nobody',
  'look at ',
  'looked at ',
  'for want of',
  'at the price of',
  'of ours',
  'of our own',
  'of yours',
  'as a person says',
  'as a person writes',
  'who decodes',
  'who declines',
  'who asks',
  'one call a step',
  'has a fault of its own',
  'and no more, as',
  'to the byte',
]

/** Names of the code that were replaced: functions, types and what is called after them. */
export const IDENTIFIERS =
  /^(mayAsk|wishes|suits|circumstances|worldOf|keptKey|keptCode|\w*letterbox\w*|\w*sideFile\w*)$/i

/** Limits without a unit. Of these the case matters. */
export const CONSTANTS = /^(MOST|PATIENCE)$/
