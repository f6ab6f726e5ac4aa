using System.Globalization;
using Netshoot.Cli;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>Where the time of a transfer went, as a waterfall: the name, the connection, TLS, the server's thought, the body. Ours.</summary>
internal static class CurlTiming
{
    private const int Width = 40;

    public static void Write(Shell shell, CurlFacts facts)
    {
        shell.Output.Flush();
        var to = shell.Error;
        double total = Math.Max(facts.Total, 0.000001);
        to.Line($"{facts.EffectiveUrl}{(facts.Remote is { } remote ? $" at {remote}" : "")}: {Text(total)}");
        double at = facts.RedirectTime;
        if (at > 0) Phase("redirects", 0, at);
        Phase("name", at, at = Math.Max(at, facts.Resolved));
        Phase("connection", at, at = Math.Max(at, facts.Connected));
        if (facts.Secured > 0) Phase("TLS", at, at = Math.Max(at, facts.Secured));
        Phase("waiting", at, at = Math.Max(at, facts.FirstByte));
        Phase("body", at, total);

        void Phase(string name, double from, double until)
        {
            if (until <= from) return;
            int start = (int)(from / total * Width), length = Math.Clamp((int)Math.Round((until - from) / total * Width), 1, Width - Math.Min(start, Width - 1));
            start = Math.Min(start, Width - length);
            bool color = shell.Error.IsTerminal && string.IsNullOrEmpty(shell.Environment("NO_COLOR"));
            to.Buffer.Append($"  {name,-10} {new string(' ', start)}");
            if (color) to.Buffer.Append(Palette.Start(until - from > total / 2 ? Paint.Warning : Paint.Up, dark: false));
            to.Buffer.Append(new string('█', length));
            if (color) to.Buffer.Append(Palette.Reset);
            to.Line($"{new string(' ', Width - start - length)} {Text(until - from),10}");
        }
    }

    private static string Text(double seconds) => seconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:F1} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} s");
}
