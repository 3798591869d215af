import { cx } from "./cx";
import { part } from "./part";

const DrawnIcon = part(() => import("./drawnIcons").then((it) => it.DrawnIcon), { patient: true });

interface NamedIconProps {
  name: string;
  /** Pixels along each side; its place is kept until it is here. */
  size: number;
  className?: string;
}

/** The icon that the server means by a name. All of them are one part. */
export function NamedIcon({ name, size, className }: NamedIconProps) {
  return (
    <span className={cx("inline-flex shrink-0", className)} style={{ width: size, height: size }}>
      <DrawnIcon name={name} size={size} />
    </span>
  );
}
