export function install(...wanted: string[]): string;
export function measure(folder: string): { packages: number; bytes: number };
