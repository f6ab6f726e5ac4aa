using System.Globalization;
using Netshoot.Cli;
using Netshoot.Probes.Trace;

namespace Netshoot.Applets.Mtr;

/// <summary>Draws mtr's screen: the hops with their numbers, or with a picture of their last probes.</summary>
internal sealed class MtrPage(MtrHost host, PathMonitor monitor, HopHistory[] histories, string source, TimeProvider clock)
{
    /// <summary>The first row of hops.</summary>
    public const int First = 5;

    /// <summary>The row of keys, where questions stand, and the one for answers behind it.</summary>
    public const int QuestionRow = 2, AnswerRow = 3;

    private const int StripStart = 29, Levels = 8;

    private static readonly (char Character, CellStyle Style)[] s_levels =
    [
        ('.', CellStyle.Plain), ('1', CellStyle.Green), ('2', CellStyle.Green), ('3', CellStyle.Yellow),
        ('a', CellStyle.Magenta), ('b', CellStyle.Magenta), ('c', CellStyle.Red), ('>', CellStyle.Red),
    ];

    private static readonly string[] s_help =
    [
        "Keys:",
        "  ? h     this help",
        "  p       pause; space goes on",
        "  d       numbers, the last probes, the same with their times",
        "  e       MPLS labels on/off",
        "  n       names on/off",
        "  r       forget all counters",
        "  o       choose the columns: LRS N BAWV",
        "  j       latency (LS NABWV) or jitter (DR AGJMXI)",
        "  c       how often each hop is asked",
        "  i       seconds between two probes to a hop",
        "  f  m    the first and the last hop",
        "  s  b  Q length, contents and type of service of the probes",
        "  u  t    UDP or TCP instead of ICMP, and back",
        "  + -     scroll",
        "  q       quit",
        "",
        " press any key to go back...",
    ];

    /// <summary>What is shown: 0 numbers, 1 the last probes, 2 the same with their times.</summary>
    public int Mode { get; set; } = host.Options.DisplayMode;

    public bool ShowsHelp { get; set; }

    /// <summary>What is asked in place of the keys, and the lines that help to answer; null when nothing is.</summary>
    public string? Question { get; set; }

    public IReadOnlyList<string> Choices { get; set; } = [];

    public string? Message { get; set; }

    /// <summary>Hops that are scrolled over.</summary>
    public int Scrolled { get; set; }

    public void Draw(ScreenGrid to)
    {
        const string Title = "My traceroute  [v0.95]";
        to.Put(0, Math.Max(0, (to.Columns - Title.Length) / 2), Title, CellStyle.Bold);
        to.Put(1, 0, $"{host.Self} ({source}) -> {host.Name} ({host.Destination.Address})");
        var now = clock.GetLocalNow();
        string time = now.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
        to.PutBefore(1, to.Columns - 1, time.Remove(time.Length - 3, 1));
        if (ShowsHelp)
        {
            for (int i = 0; i < s_help.Length; i++) to.Put(QuestionRow + i, 0, s_help[i]);
            return;
        }
        if (Question is { } question)
        {
            to.Put(QuestionRow, 0, question);
            for (int i = 0; i < Choices.Count; i++) to.Put(First + i, 0, Choices[i]);
            if (Choices.Count > 0) return;
        }
        else
        {
            DrawKeys(to);
        }
        if (Mode == 0) DrawNumbers(to);
        else DrawStrips(to);
    }

    private void DrawKeys(ScreenGrid to)
    {
        if (Message is { } message)
        {
            to.Put(QuestionRow, 0, message, CellStyle.Bold);
            return;
        }
        const string Keys = "Keys:  Help   Display mode   Restart statistics   Order of fields   quit";
        to.Put(QuestionRow, 0, Keys);
        for (int i = "Keys:".Length; i < Keys.Length; i++)
            if (char.IsAsciiLetterUpper(Keys[i]) || Keys[i] == 'q') to.Paint(QuestionRow, i, 1, CellStyle.Bold);
    }

    private void DrawNumbers(ScreenGrid to)
    {
        const int Pings = 25;
        var fields = MtrField.Of(host.Options.Fields);
        int start = Math.Max(0, to.Columns - 1 - fields.Sum(static f => f.Width));
        if (Question is null)
        {
            to.Put(First - 2, start, "   Packets", CellStyle.Bold);
            to.Put(First - 2, start + Pings, "Pings", CellStyle.Bold);
        }
        to.Put(First - 1, 0, " Host", CellStyle.Bold);
        int column = start;
        foreach (var field in fields)
        {
            to.Put(First - 1, column, field.Title.PadLeft(field.Width), CellStyle.Bold);
            column += field.Width;
        }
        int row = First;
        foreach (var (hop, statistics) in host.Hops(monitor).Skip(Scrolled))
        {
            if (row >= to.Rows) break;
            DrawName(to, row, start, hop, statistics);
            column = start;
            if (statistics.Address is not null)
            {
                foreach (var field in fields)
                {
                    to.Put(row, column, field.Cell(statistics));
                    column += field.Width;
                }
            }
            row++;
            if (host.Options.ShowsLabels)
            {
                foreach (var label in statistics.Labels)
                    to.Put(row++, 0, Cut($"    [MPLS: Lbl {label.Label} TC {label.TrafficClass} S {(label.IsBottom ? 1 : 0)} TTL {label.TimeToLive}]", to.Columns));
            }
            foreach (var other in statistics.Addresses)
                if (other != statistics.Address) to.Put(row++, 0, Cut($"    {host.NameOf(other)}", start));
        }
    }

    private void DrawName(ScreenGrid to, int row, int width, int hop, HopStatistics statistics)
    {
        to.Put(row, 0, $"{hop,2}. ");
        if (statistics.Address is null) to.Put(row, 4, Cut("(waiting for reply)", width - 5), CellStyle.Bold);
        else to.Put(row, 4, Cut(host.NameOf(statistics), width - 5));
    }

    /// <summary>The last probes of each hop, the newest at the right.</summary>
    private void DrawStrips(ScreenGrid to)
    {
        int width = Math.Clamp(to.Columns - 1 - StripStart, 0, HopHistory.Kept);
        to.Put(First - 1, StripStart, $"Last  {width} pings");
        Span<long> limits = stackalloc long[Levels - 1];
        Measure(limits);
        int row = First;
        foreach (var (hop, statistics) in host.Hops(monitor).Skip(Scrolled))
        {
            if (row >= to.Rows - 2) break;
            DrawName(to, row, StripStart, hop, statistics);
            var history = histories[hop];
            // One that is under way is nobody's loss yet.
            int first = statistics.UnderWay > 0 && history[0] == -1 ? 1 : 0;
            for (int i = 0; i < width && history[i + first] is { } roundTrip; i++) DrawProbe(to, row, StripStart + width - 1 - i, roundTrip, limits);
            row++;
        }
        to.Put(row + 1, 0, "Scale:", CellStyle.Bold);
        int column = 8;
        for (int level = 0; level < Levels; level++)
        {
            string text = level < limits.Length ? $":{limits[level] / 1000} ms" : "";
            if (column + 1 + text.Length >= to.Columns) (row, column) = (row + 1, 2);
            to.Put(row + 1, column, [s_levels[level].Character], s_levels[level].Style);
            to.Put(row + 1, column + 1, text);
            column += text.Length + 3;
        }
    }

    private void DrawProbe(ScreenGrid to, int row, int column, long roundTrip, ReadOnlySpan<long> limits)
    {
        if (roundTrip < 0)
        {
            to.Put(row, column, "?", CellStyle.Bold);
            return;
        }
        int level = 0;
        while (level < limits.Length && roundTrip > limits[level]) level++;
        if (Mode == 1 && level < limits.Length) level = 0;
        to.Put(row, column, [s_levels[level].Character], Mode == 1 ? CellStyle.Plain : s_levels[level].Style);
    }

    /// <summary>Where one level ends and the next begins, from the fastest probe to the slowest that are shown: further apart the slower they are.</summary>
    private void Measure(Span<long> limits)
    {
        long least = long.MaxValue, most = 0;
        foreach (var (hop, _) in host.Hops(monitor))
        {
            for (int back = 0; histories[hop][back] is { } roundTrip; back++)
            {
                if (roundTrip < 0) continue;
                least = Math.Min(least, roundTrip);
                most = Math.Max(most, roundTrip);
            }
        }
        if (most == 0) least = 0;
        for (int i = 0; i < limits.Length; i++) limits[i] = least + (most - least) * (i + 1) * (i + 1) / (Levels * Levels);
    }

    private static string Cut(string text, int width) => width <= 0 ? "" : text.Length > width ? text[..width] : text;
}
