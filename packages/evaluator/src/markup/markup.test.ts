import { markup } from './markup.ts';

describe('markup', () => {
  it('escapes values in text and in attributes', () => {
    const name = `<script>alert("1")</script> & 'co'`;
    expect(markup`<p title="${name}">${name}</p>`.source).toBe(
      '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ' +
        '&#39;co&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;</p>',
    );
  });

  it('puts markup in as it is, lists one after another, undefined not at all', () => {
    expect(markup`<ul>${['a', '<b>'].map((text) => markup`<li>${text}</li>`)}${undefined}</ul>`.source).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
    );
  });

  it('replaces characters that XML does not allow', () => {
    expect(markup`${'a\u0000b\u001bc\td'}`.source).toBe('a\ufffdb\ufffdc\td');
  });
});
