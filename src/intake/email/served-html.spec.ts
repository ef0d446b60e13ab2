import { servedHtml } from './served-html.js';

const picture = (contentType: string) => ({ contentId: 'p@x', contentType, content: Buffer.from('x') });

it('writes pictures of the message into its page', () => {
  expect(servedHtml('<img src="cid:p@x" />', [picture('image/png')])).toContain(
    '<img src="data:image/png;base64,eA==" />',
  );
});

it.each(['image/svg+xml', 'text/html'])('never as %s', (contentType) => {
  const page = servedHtml('<img src="cid:p@x" />', [picture(contentType)]);
  expect(page).not.toContain('data:image');
  expect(page).not.toContain('cid:');
});
