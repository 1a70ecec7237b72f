import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { detectionPictures } from './detectionPictures';

const PICTURES = detectionPictures();
const PAGE = readFileSync(join(__dirname, '..', 'docs/detection.md'), 'utf8');

describe('the pictures of detection', () => {
  it.each([...PICTURES])('%s shows what the code sees', (name, picture) => {
    const path = join(__dirname, '..', 'docs/img', name);
    if (process.env.UPDATE_GOLDEN) {
      writeFileSync(path, picture);
    }
    expect(existsSync(path) ? readFileSync(path, 'utf8') : `no picture ${name}`).toBe(picture);
    expect(PAGE).toContain(`](img/${name})`);
  });

  it('says of each what it is: one regression, and no other', () => {
    const regressed = [...PICTURES].filter(([, picture]) => /: regressed/.test(picture)).map(([name]) => name);
    expect(regressed).toEqual(['detection-step.svg']);
    const hosts = PICTURES.get('detection-hosts.svg')!;
    expect(hosts).toContain('Two hosts: alternates, -7.6 % (Alternates between two levels 7.6 % apart');
    expect(hosts).not.toContain('drift');
  });
});
