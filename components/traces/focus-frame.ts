/**
 * The focus ring of a grid, drawn above its rows: an outline of what scrolls would scroll away or lie below them.
 * For the positioned frame around a scroller that holds one grid.
 */
export const focusFrame =
  'relative after:pointer-events-none after:absolute after:inset-0 after:z-20 after:hidden after:outline-2 after:outline-focus after:-outline-offset-2 has-[[role$=grid]:focus-visible]:after:block';
