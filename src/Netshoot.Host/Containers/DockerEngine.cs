using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Netshoot.Wire;

namespace Netshoot.Host.Containers;

/// <summary>Docker Engine over its HTTP API (docs.docker.com/reference/api/engine: the lists of containers and networks, and one container's state); Podman speaks it too.</summary>
public sealed class DockerEngine(Uri address, TimeProvider clock) : IContainerEngine, IDisposable
{
    // A healthy engine with fifty containers answers in a tenth of this.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    // Ten thousand containers are described in less.
    private const int LargestReply = 64 << 20;

    private readonly Lazy<HttpClient> _client = new(() => new EngineTransport(address, Environment.GetEnvironmentVariable).Connect());

    public string Where => address.OriginalString;

    public ValueTask<IReadOnlyList<Container>> ContainersAsync(CancellationToken stop) => AskAsync<IReadOnlyList<Container>>(async limit =>
    {
        var listed = List(await GetAsync("/containers/json?all=1", limit).ConfigureAwait(false));
        // The list lacks the process; each is asked for it, all at once.
        var inspected = await Task.WhenAll(listed.Select(c => InspectAsync(c, limit))).ConfigureAwait(false);
        return [.. inspected.OrderBy(static c => c.Name, StringComparer.Ordinal)];
    }, stop);

    public ValueTask<IReadOnlyList<ContainerNetwork>> NetworksAsync(CancellationToken stop) => AskAsync<IReadOnlyList<ContainerNetwork>>(async limit =>
    {
        var networks = List(await GetAsync("/networks", limit).ConfigureAwait(false));
        return [.. networks.Select(Read).OrderBy(static n => n.Name, StringComparer.Ordinal)];
    }, stop);

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken stop)
    {
        using var reply = await _client.Value.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
        await reply.Content.LoadIntoBufferAsync(LargestReply, stop).ConfigureAwait(false);
        byte[] body = await reply.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
        if (!reply.IsSuccessStatusCode) throw new EngineRefusal(reply.StatusCode, Said(body));
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    /// <summary>What an engine says with an error: the message of its JSON, else the text itself.</summary>
    private static string Said(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.Text("message") is { Length: > 0 } message) return message;
        }
        catch (JsonException)
        {
            // A proxy before the engine answers in its own words.
        }
        return System.Text.Encoding.UTF8.GetString(body).Trim();
    }

    private static List<JsonElement> List(JsonElement reply)
        => reply.ValueKind == JsonValueKind.Array ? reply.Items() : throw new InvalidDataException("its reply is no list");

    private async Task<Container> InspectAsync(JsonElement listed, CancellationToken stop)
    {
        try
        {
            return Read(listed, await GetAsync($"/containers/{Uri.EscapeDataString(listed.Text("Id"))}/json", stop).ConfigureAwait(false));
        }
        catch (EngineRefusal e) when (e.Status == HttpStatusCode.NotFound)
        {
            // It was removed in between.
            return Read(listed, null);
        }
    }

    private static Container Read(JsonElement listed, JsonElement? inspected)
    {
        var endpoints = (inspected ?? default).Members("NetworkSettings", "Networks");
        if (endpoints.Count == 0) endpoints = listed.Members("NetworkSettings", "Networks");
        string id = listed.Text("Id");
        return new()
        {
            Id = id,
            // A container may have several names, the links to it among them: its own has one slash only.
            Name = listed.Items("Names").Select(static n => (n.TextOrNull() ?? "").TrimStart('/')).FirstOrDefault(static n => n.Length > 0 && !n.Contains('/', StringComparison.Ordinal)) ?? id,
            Image = listed.Text("Image"),
            State = inspected is null ? "removed" : listed.Text("State"),
            ProcessId = (int)Math.Clamp((inspected ?? default).Number("State", "Pid"), 0, int.MaxValue),
            SandboxPath = (inspected ?? default).Text("NetworkSettings", "SandboxKey"),
            NetworkMode = listed.Text("HostConfig", "NetworkMode"),
            Endpoints = [.. endpoints.Select(static e => ReadEndpoint(e.Name, e.Value))],
            Ports = [.. listed.Items("Ports").Where(static p => p.Number("PublicPort") > 0).Select(ReadPort).Distinct()],
            ComposeProject = Label("com.docker.compose.project"),
            ComposeService = Label("com.docker.compose.service"),
            SwarmService = Label("com.docker.swarm.service.name"),
            SwarmTask = Label("com.docker.swarm.task.name"),
        };

        string? Label(string key) => listed.At("Labels", key).TextOrNull();
    }

    private static ContainerEndpoint ReadEndpoint(string network, JsonElement e) => new(
        network, e.Text("NetworkID"), Prefix(e.Text("IPAddress"), e.Number("IPPrefixLen")), Prefix(e.Text("GlobalIPv6Address"), e.Number("GlobalIPv6PrefixLen")),
        MacAddress.TryParse(e.Text("MacAddress"), out var mac) ? mac : null, InternetAddress.TryParse(e.Text("Gateway"), out var gateway) ? gateway : null,
        [.. e.Items("Aliases").Select(static a => a.TextOrNull()).OfType<string>()]);

    private static InternetPrefix? Prefix(string address, long length)
        => InternetAddress.TryParse(address, out var parsed) ? new(parsed, (int)Math.Clamp(length, 0, parsed.Bits)) : null;

    private static PublishedPort ReadPort(JsonElement port) => new(
        InternetAddress.TryParse(port.Text("IP"), out var address) && !address.IsAny ? address : null,
        (ushort)port.Number("PublicPort"), (ushort)port.Number("PrivatePort"), port.Text("Type") is { Length: > 0 } type ? type : "tcp");

    private static ContainerNetwork Read(JsonElement network)
    {
        var subnets = new List<InternetPrefix>();
        var gateways = new List<InternetAddress>();
        foreach (var pool in network.Items("IPAM", "Config"))
        {
            if (InternetPrefix.TryParse(pool.Text("Subnet"), out var subnet)) subnets.Add(subnet);
            if (InternetAddress.TryParse(pool.Text("Gateway"), out var gateway)) gateways.Add(gateway);
        }
        var options = new Dictionary<string, string>();
        foreach (var option in network.Members("Options"))
            if (option.Value.TextOrNull() is { } value) options[option.Name] = value;
        return new()
        {
            Id = network.Text("Id"),
            Name = network.Text("Name"),
            Driver = network.Text("Driver"),
            Scope = network.Text("Scope"),
            IsInternal = network.Flag("Internal"),
            Subnets = subnets,
            Gateways = gateways,
            Options = options,
        };
    }

    /// <summary>Asks with a limit in time, and turns what the platform throws into words: its own messages name neither the subject nor the reason.</summary>
    private async ValueTask<T> AskAsync<T>(Func<CancellationToken, Task<T>> question, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(s_patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await question(both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (limit.IsCancellationRequested)
        {
            throw new Failure(Where, string.Create(CultureInfo.InvariantCulture, $"the container engine did not answer within {s_patience.TotalSeconds} s"), "is dockerd healthy? its log says more (journalctl -u docker)", cause: e);
        }
        catch (Exception e) when (e is not (Failure or OutOfMemoryException))
        {
            throw Explain(e);
        }
    }

    private Failure Explain(Exception e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return new(Where, "Permission denied", "run as root, or as a member of the group that owns the socket (usually docker)", cause: e);
                case SocketException socket:
                    return new(Where, $"the container engine cannot be reached: {socket.Message}", "is it running? DOCKER_HOST names another address", cause: e);
                case JsonException:
                    return new(Where, "what answers is no container engine: its reply is not JSON", "DOCKER_HOST names another address", cause: e);
                case EngineRefusal refusal:
                    return new(Where, $"the container engine refuses: {refusal.Message}", cause: e);
            }
        }
        return new(Where, $"the container engine cannot be asked: {(e.InnerException ?? e).Message}", "DOCKER_HOST names another address", cause: e);
    }
}
