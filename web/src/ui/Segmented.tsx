import { RadioGroup } from "radix-ui";
import { cx } from "./cx";
import { Tooltip } from "./Tooltip";

interface Segment<V extends string> {
  value: V;
  label: string;
  tip?: string | undefined;
  reason?: string | null | undefined;
}

interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  segments: readonly Segment<V>[];
  onChange: (value: V) => void;
}

/** A few choices side by side, of which one is taken. */
export function Segmented<V extends string>(props: SegmentedProps<V>) {
  const { label, value, segments, onChange } = props;
  const pick = (next: string) => {
    const segment = segments.find((each) => each.value === next);
    if (segment && !segment.reason) onChange(segment.value);
  };
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={pick}
      orientation="horizontal"
      className="flex gap-0.5 rounded-sm bg-raised p-0.5"
    >
      {segments.map((segment) => (
        <Tooltip key={segment.value} content={segment.reason ?? segment.tip}>
          <RadioGroup.Item
            value={segment.value}
            aria-disabled={segment.reason ? true : undefined}
            className={cx(
              "h-7 min-w-0 flex-auto truncate rounded-sm px-2 text-base transition-colors",
              "text-muted aria-checked:bg-card aria-checked:font-medium aria-checked:text-text aria-checked:shadow-segment",
              segment.reason ? "opacity-45" : "hover:text-text",
            )}
          >
            {segment.label}
          </RadioGroup.Item>
        </Tooltip>
      ))}
    </RadioGroup.Root>
  );
}
