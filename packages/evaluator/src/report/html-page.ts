import { markup, type Markup, trusted } from '../markup/markup.ts';
import { PAGE_STYLE } from './style.ts';

/** A page that needs nothing beside it, runs no script and follows the reader's light or dark setting. */
export function htmlPage(title: string, content: Markup): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`.source;
}
