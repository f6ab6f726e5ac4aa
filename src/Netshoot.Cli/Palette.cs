namespace Netshoot.Cli;

/// <summary>What a color says, in the terms of <c>ip -c</c> (ip(8), COLORS) and of our own tools.</summary>
public enum Paint
{
    None,
    Interface,
    Mac,
    Address4,
    Address6,
    Up,
    Down,
    Heading,
    Warning,
    Error,
    Faint,
}

/// <summary>The escape sequences of a palette (ECMA-48 section 8.3.117, SGR). On a dark background the originals use the bold forms.</summary>
public static class Palette
{
    public static ReadOnlySpan<byte> Reset => "\e[0m"u8;

    /// <param name="paint">What the color says.</param>
    /// <param name="dark">Whether the terminal says that its background is dark (<c>COLORFGBG</c>).</param>
    public static ReadOnlySpan<byte> Start(Paint paint, bool dark) => paint switch
    {
        Paint.Interface or Paint.Heading => dark ? "\e[1;36m"u8 : "\e[36m"u8,
        Paint.Mac or Paint.Warning => dark ? "\e[1;33m"u8 : "\e[33m"u8,
        Paint.Address4 => dark ? "\e[1;35m"u8 : "\e[35m"u8,
        Paint.Address6 => dark ? "\e[1;34m"u8 : "\e[34m"u8,
        Paint.Up => dark ? "\e[1;32m"u8 : "\e[32m"u8,
        Paint.Down or Paint.Error => dark ? "\e[1;31m"u8 : "\e[31m"u8,
        Paint.Faint => "\e[2m"u8,
        _ => default,
    };
}
