using System.Globalization;
using Netshoot.Wire;

namespace Netshoot.Applets.Curl;

/// <summary>How a transfer goes, on standard error: curl's meter, or its bar of <c>-#</c>.</summary>
internal sealed class CurlProgress(CurlGlobal global, Shell shell, CurlFacts facts, bool isShown)
{
    private const int SpeedSlots = 6;

    private readonly long _start = shell.Clock.GetTimestamp();
    private readonly (double Time, long Bytes)[] _history = new (double, long)[SpeedSlots];
    private int _samples;
    private double _last = -1;
    private bool _hasBegun;
    private bool _isHeaded;
    private string _bar = "";

    private double Now => shell.Clock.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Bytes that were there before and count for the bar.</summary>
    public long Resumed { get; set; }

    /// <summary>The heading and the first line.</summary>
    public void Begin()
    {
        if (!isShown || _hasBegun) return;
        _hasBegun = true;
        if (global.ProgressBar || _isHeaded) return;
        _isHeaded = true;
        shell.Error.Literal("""
              % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                             Dload  Upload   Total   Spent    Left  Speed

            """);
        Line();
    }

    /// <summary>A line a second at most.</summary>
    public void Update()
    {
        if (!isShown || !_hasBegun) return;
        double now = Now;
        if (now - _last < (global.ProgressBar ? 0.1 : 1)) return;
        Line();
        shell.Error.Flush();
    }

    public void End()
    {
        if (!isShown || !_hasBegun) return;
        Line();
        _hasBegun = false;
        if (!global.ProgressBar || facts.Downloaded + facts.Uploaded > 0) shell.Error.Literal("\n");
    }

    private void Line()
    {
        _last = Now;
        if (global.ProgressBar) Bar();
        else Meter(_last);
    }

    private void Bar()
    {
        long total = Math.Max(facts.DownloadTotal, 0) + Math.Max(facts.UploadTotal, 0) + Resumed, done = facts.Downloaded + facts.Uploaded + Resumed;
        if (done == 0) return;
        int width = int.TryParse(shell.Environment("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns is > 20 and < 10_000 ? columns : 79;
        double part = total <= 0 || done > total ? 1 : (double)done / total;
        int marks = (int)((width - 7) * part);
        string bar = $"\r{new string('#', marks)}{new string(' ', width - 7 - marks)} {(part * 100).ToString("F1", CultureInfo.InvariantCulture),5}%";
        if (bar == _bar) return;
        _bar = bar;
        shell.Error.Literal(bar);
    }

    private void Meter(double elapsed)
    {
        long down = facts.Downloaded, up = facts.Uploaded, downTotal = facts.DownloadTotal, upTotal = facts.UploadTotal;
        long downSpeed = elapsed > 0 ? (long)(down / elapsed) : down, upSpeed = elapsed > 0 ? (long)(up / elapsed) : up;
        double left = Math.Max(Remaining(downTotal, downSpeed), Remaining(upTotal, upSpeed));
        long total = Math.Max(downTotal, 0) + Math.Max(upTotal, 0);
        long expected = (downTotal >= 0 ? downTotal : down) + (upTotal >= 0 ? upTotal : up);
        shell.Error.Literal(string.Create(CultureInfo.InvariantCulture,
            $"\r{Percent(down + up, total),3} {Size(expected),5}  {Percent(down, downTotal),3} {Size(down),5}  {Percent(up, upTotal),3} {Size(up),5}  {Size(downSpeed),5}  {Size(upSpeed),5} {Clock(left)} {Clock(elapsed)} {Clock(left > 0 ? left - elapsed : 0)} {Size(Current(elapsed, down + up)),5}"));
    }

    private static double Remaining(long total, long speed) => total > 0 && speed > 0 ? (double)total / speed : 0;

    private long Current(double elapsed, long bytes)
    {
        _history[_samples++ % SpeedSlots] = (elapsed, bytes);
        var oldest = _samples <= SpeedSlots ? _history[0] : _history[_samples % SpeedSlots];
        double span = elapsed - oldest.Time;
        return span > 0.001 ? (long)((bytes - oldest.Bytes) / span) : bytes;
    }

    private static long Percent(long done, long total) => total <= 0 ? 0 : total > 10_000 ? done / (total / 100) : done * 100 / total;

    /// <summary>At most five columns.</summary>
    private static string Size(long bytes)
    {
        const long K = 1024, M = K * K, G = M * K, T = G * K;
        return bytes switch
        {
            < 100_000 => bytes.ToString(CultureInfo.InvariantCulture),
            < 10_000 * K => string.Create(CultureInfo.InvariantCulture, $"{bytes / K,4}k"),
            < 100 * M => string.Create(CultureInfo.InvariantCulture, $"{bytes / M,2}.{bytes % M / (M / 10)}M"),
            < 10_000 * M => string.Create(CultureInfo.InvariantCulture, $"{bytes / M,4}M"),
            < 100 * G => string.Create(CultureInfo.InvariantCulture, $"{bytes / G,2}.{bytes % G / (G / 10)}G"),
            < 10_000 * G => string.Create(CultureInfo.InvariantCulture, $"{bytes / G,4}G"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / T,4}T"),
        };
    }

    /// <summary>Eight columns.</summary>
    private static string Clock(double time)
    {
        long seconds = (long)time;
        if (seconds <= 0) return "--:--:--";
        long hours = seconds / 3600;
        if (hours <= 99) return string.Create(CultureInfo.InvariantCulture, $"{hours,2}:{seconds / 60 % 60:D2}:{seconds % 60:D2}");
        long days = hours / 24;
        return days <= 999 ? string.Create(CultureInfo.InvariantCulture, $"{days,3}d {hours % 24:D2}h") : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(days, 9999999),7}d");
    }
}
