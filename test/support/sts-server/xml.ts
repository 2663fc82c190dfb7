const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** Child elements by name. An element that is undefined is omitted. */
export interface XmlTree {
  [name: string]: string | number | XmlTree | undefined
}

export function responseXml(operation: string, result: XmlTree, requestId: string): string {
  return document(`${operation}Response`, {
    [`${operation}Result`]: result,
    ResponseMetadata: { RequestId: requestId },
  })
}

export function errorXml(code: string, message: string, status: number, requestId: string): string {
  const Type = status < 500 ? 'Sender' : 'Receiver'
  return document('ErrorResponse', {
    Error: { Type, Code: code, Message: message },
    RequestId: requestId,
  })
}

function document(root: string, tree: XmlTree): string {
  return `<${root} xmlns="${NAMESPACE}">\n${elements(tree, '  ')}</${root}>\n`
}

function elements(tree: XmlTree, indent: string): string {
  return Object.entries(tree)
    .map(([name, value]) => {
      if (value === undefined) return ''
      if (typeof value !== 'object') return `${indent}<${name}>${escape(String(value))}</${name}>\n`
      return `${indent}<${name}>\n${elements(value, `${indent}  `)}${indent}</${name}>\n`
    })
    .join('')
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
