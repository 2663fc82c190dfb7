/*
 * The classes of characters that no name or value may contain. They differ by what reads the text.
 * Written as ranges: compiling `\p{Cc}` would load Unicode tables during a cache hit.
 */

/* eslint-disable no-control-regex -- this file is about control characters */

/** Unicode's control characters (category Cc): C0, DEL and C1. */
export const CONTROL = /[\u0000-\u001F\u007F-\u009F]/

/** Control characters except the tab, which separates the words of a command in an AWS file. */
export const CONTROL_EXCEPT_TAB = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/

/** Control characters, and what some parsers of AWS files also treat as a line break. */
export const CONTROL_OR_LINE_BREAK = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/

/** Control characters, and halves of surrogate pairs, which UTF-8 cannot encode. */
export const CONTROL_OR_LONE_SURROGATE = /[\u0000-\u001F\u007F-\u009F\uD800-\uDFFF]/u

/**
 * What can damage a terminal's display, or make two names look alike there: control characters,
 * line breaks, all twelve bidirectional controls (Unicode, UAX #9, table 4), and characters of no
 * width that join nothing.
 */
export const UNSAFE_ON_TERMINAL =
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\u3164\uFEFF\uFFA0]/g
