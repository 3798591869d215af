/** Words of the small pictures of items. */
export const items = {
  done: "Item {n}",
  failed: "Item {n} failed: {reason}",
  list: "Items of {title}",
  running: "Item {n} is at work",
  waiting: "Item {n} has not begun",
  waitingInside: "An item that has not begun",
} as const;
