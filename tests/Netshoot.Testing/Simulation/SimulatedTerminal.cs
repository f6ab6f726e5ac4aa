using Netshoot.Host.Terminals;

namespace Netshoot.Testing.Simulation;

/// <summary>A terminal in virtual time: somebody presses keys at it.</summary>
/// <param name="clock">The time.</param>
/// <param name="columns">How wide it is.</param>
/// <param name="rows">How high it is.</param>
public sealed class SimulatedTerminal(VirtualClock clock, int columns, int rows) : ITerminal
{
    private readonly Queue<int> _pressed = [];
    private TaskCompletionSource _press = new();

    public int Columns => columns;

    public int Rows => rows;

    public Action Changed { get; set; } = static () => { };

    public bool IsGivenBack { get; private set; }

    /// <summary>Presses keys, one after the other, after a while.</summary>
    public void Press(TimeSpan after, params IEnumerable<int> keys) => clock.After(after, () =>
    {
        foreach (int key in keys) _pressed.Enqueue(key);
        _press.TrySetResult();
    });

    public void Press(double seconds, string keys) => Press(TimeSpan.FromSeconds(seconds), keys.Select(static c => (int)c));

    public async ValueTask<int> KeyAsync(CancellationToken stop)
    {
        while (_pressed.Count == 0)
        {
            _press = new();
            await _press.Task.WaitAsync(stop);
        }
        return _pressed.Dequeue();
    }

    public void Dispose() => IsGivenBack = true;
}
