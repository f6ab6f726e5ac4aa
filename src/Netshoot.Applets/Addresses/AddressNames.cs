using Netshoot.Host.Names;
using Netshoot.Wire;

namespace Netshoot.Applets.Addresses;

/// <summary>The names of addresses that a tool prints: each is asked for once, and nobody has to wait for the answer.</summary>
/// <param name="names">Who knows.</param>
/// <param name="isNumeric">Whether names are not wanted.</param>
public sealed class AddressNames(INames names, bool isNumeric) : IDisposable
{
    private readonly Dictionary<InternetAddress, string?> _known = [];
    private readonly HashSet<InternetAddress> _asked = [];
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource? _allKnown;

    /// <summary>Called whenever another name has become known.</summary>
    public Action Changed { get; set; } = static () => { };

    /// <summary>Whether the name, or that there is none, is known by now; asks for it when it is not.</summary>
    public bool TryFind(InternetAddress address, out string? name)
    {
        name = null;
        if (isNumeric || _known.TryGetValue(address, out name) || _end.IsCancellationRequested) return true;
        if (!_asked.Add(address)) return false;
        var asking = AskAsync(address);
        return asking.IsCompleted && _known.TryGetValue(address, out name);
    }

    /// <summary>The name as far as it is known.</summary>
    public string? Find(InternetAddress address) => _known.GetValueOrDefault(address);

    /// <summary>Waits until everything that was asked for is known; when the user has no patience for that, what is missing stays without a name.</summary>
    public async ValueTask AllKnownAsync(CancellationToken stop)
    {
        if (_known.Count < _asked.Count)
        {
            _allKnown = new();
            using var registration = stop.Register(static state => ((TaskCompletionSource)state!).TrySetResult(), _allKnown);
            await _allKnown.Task;
        }
        Abandon();
    }

    private void Abandon()
    {
        _end.Cancel();
        Changed();
    }

    public void Dispose() => _end.Dispose();

    private async Task AskAsync(InternetAddress address)
    {
        string? name = null;
        try
        {
            name = await names.HostAsync(address, _end.Token);
        }
        catch (Exception e) when (e is Failure or OperationCanceledException)
        {
            // An address without a name is printed as it is.
        }
        _known[address] = name;
        Changed();
        if (_known.Count == _asked.Count) _allKnown?.TrySetResult();
    }
}
