import { Toaster } from "sonner";

interface NoticesProps {
  label: string;
  className?: string;
}

/** Where the words of `notify` appear. Stands once, at the root. */
export function Notices({ label, className }: NoticesProps) {
  return (
    <Toaster
      className={className}
      position="bottom-center"
      expand
      offset={{ bottom: "calc(var(--foot, 0px) + 24px)" }}
      gap={8}
      style={{ fontFamily: "inherit" }}
      containerAriaLabel={label}
      icons={{ error: null }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "pointer-events-auto mx-auto flex w-fit max-w-lg items-center gap-3 rounded-md border border-line bg-raised px-3 py-2 text-base text-text shadow-float",
          error: "text-bad",
          actionButton: "shrink-0 font-semibold text-gold-text hover:underline",
        },
      }}
    />
  );
}
