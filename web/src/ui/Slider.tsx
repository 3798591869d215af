import { Slider as Radix } from "radix-ui";

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
  /** Called once when the hand lets go. */
  onCommit?: () => void;
}

export function Slider({ label, value, min, max, step, onChange, onCommit }: SliderProps) {
  return (
    <Radix.Root
      value={[value]}
      min={min}
      max={max}
      step={step}
      onValueChange={([next]) => {
        if (next !== undefined) onChange(next);
      }}
      onValueCommit={() => onCommit?.()}
      className="group relative flex h-6 w-full touch-none items-center select-none"
    >
      <Radix.Track className="relative h-1 grow rounded-full bg-hover">
        <Radix.Range className="absolute h-full rounded-full bg-gold" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        className="block size-3 rounded-full border border-card bg-gold opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100"
      />
    </Radix.Root>
  );
}
