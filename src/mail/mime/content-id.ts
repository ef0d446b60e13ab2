/** `image001.png%40urzad` → `image001.png@urzad`; what is no such address stays. */
export function decodedCid(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
