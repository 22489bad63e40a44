/** Scrolls so that something lies in the upper part of its frame. The window stays where it is. */
export function inSight(frame: HTMLElement | null, target: Element | null | undefined): void {
  if (!frame || !target) return;
  const [outer, inner] = [frame.getBoundingClientRect(), target.getBoundingClientRect()];
  const seen = inner.top >= outer.top && inner.bottom <= outer.bottom;
  if (seen) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  frame.scrollTo({
    top: frame.scrollTop + inner.top - outer.top - outer.height / 3,
    behavior: calm ? 'auto' : 'smooth',
  });
}
